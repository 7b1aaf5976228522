// Command flux-build answers what Flux's kustomize-controller would answer, with the controller's own libraries.
//
//	flux-build build REPOSITORY < request   prints the manifests that it would apply, as YAML documents
//	flux-build health < request             prints the status that a health expression gives an object
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/pkg/apis/kustomize"
	"github.com/fluxcd/pkg/runtime/cel"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, in io.Reader, out io.Writer) error {
	switch {
	case len(args) == 2 && args[0] == "build":
		var request buildRequest
		if err := json.NewDecoder(in).Decode(&request); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		return build(context.Background(), args[1], request, out)
	case len(args) == 1 && args[0] == "health":
		return health(context.Background(), in, out)
	default:
		return fmt.Errorf("usage: flux-build build REPOSITORY | flux-build health")
	}
}

// health reads {"expressions": {"current": …, "failed": …, "inProgress": …}, "object": {…}}.
func health(ctx context.Context, in io.Reader, out io.Writer) error {
	var request struct {
		Expressions kustomize.HealthCheckExpressions `json:"expressions"`
		Object      json.RawMessage                  `json:"object"`
	}
	if err := json.NewDecoder(in).Decode(&request); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(request.Object); err != nil {
		return fmt.Errorf("object: %w", err)
	}
	evaluator, err := cel.NewStatusEvaluator(&request.Expressions)
	if err != nil {
		return err
	}
	result, err := evaluator.Evaluate(ctx, &object)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, result.Status)
	return err
}
