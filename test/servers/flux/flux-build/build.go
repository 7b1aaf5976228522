package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	securejoin "github.com/cyphar/filepath-securejoin"
	generator "github.com/fluxcd/pkg/kustomize"
	"github.com/fluxcd/pkg/sourceignore"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// buildRequest is what the controller has in hand: the Flux Kustomization, and the ConfigMaps and Secrets it may read variables from.
type buildRequest struct {
	Kustomization map[string]any     `json:"kustomization"`
	ConfigMaps    []corev1.ConfigMap `json:"configMaps"`
	Secrets       []corev1.Secret    `json:"secrets"`
	// Strict is the controller's feature gate StrictPostBuildSubstitutions: an unknown variable is an error.
	Strict bool `json:"strict"`
}

// build works on a copy of the repository, as the controller works on an unpacked artifact: the generator writes into the folder.
func build(ctx context.Context, repository string, request buildRequest, out io.Writer) error {
	kustomization := unstructured.Unstructured{Object: request.Kustomization}
	artifact, err := os.MkdirTemp("", "flux-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(artifact)
	if err := unpack(repository, artifact); err != nil {
		return err
	}

	path, _, err := unstructured.NestedString(kustomization.Object, "spec", "path")
	if err != nil {
		return err
	}
	folder, err := securejoin.SecureJoin(artifact, path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(folder); err != nil {
		return fmt.Errorf("kustomization path not found: %s", path)
	}
	if _, err := generator.NewGenerator(artifact, kustomization).WriteFile(folder); err != nil {
		return fmt.Errorf("kustomization.yaml of %s: %w", path, err)
	}
	resources, err := generator.SecureBuild(artifact, folder, false)
	if err != nil {
		return fmt.Errorf("kustomize build of %s: %w", path, err)
	}

	_, substitutes, err := unstructured.NestedMap(kustomization.Object, "spec", "postBuild")
	if err != nil {
		return err
	}
	strategy, _, _ := unstructured.NestedString(kustomization.Object, "spec", "postBuild", "substituteStrategy")
	for _, resource := range resources.Resources() {
		if resource.GetName() == "" || resource.GetKind() == "" || resource.GetApiVersion() == "" {
			return fmt.Errorf("no apiVersion, kind and name in: %s", resource.String())
		}
		if !substitutes {
			continue
		}
		changed, err := generator.SubstituteVariables(ctx, sources{request: request}, kustomization, resource,
			generator.SubstituteWithStrict(request.Strict), generator.SubstituteWithAlways(strategy == "Always"))
		if err != nil {
			return fmt.Errorf("variables of %s/%s: %w", resource.GetKind(), resource.GetName(), err)
		}
		if changed != nil {
			if _, err := resources.Replace(resource); err != nil {
				return err
			}
		}
	}
	text, err := resources.AsYaml()
	if err != nil {
		return err
	}
	_, err = out.Write(text)
	return err
}

// unpack copies what source-controller would put into the artifact: everything but the ignored files.
func unpack(repository, artifact string) error {
	root, err := filepath.Abs(repository)
	if err != nil {
		return err
	}
	domain := strings.Split(root, string(filepath.Separator))
	patterns, err := sourceignore.LoadIgnorePatterns(root, domain)
	if err != nil {
		return err
	}
	matcher := sourceignore.NewDefaultMatcher(patterns, domain)
	return filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil || relative == "." {
			return err
		}
		if matcher.Match(strings.Split(path, string(filepath.Separator)), entry.IsDir()) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		target := filepath.Join(artifact, relative)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type().IsRegular():
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(target, data, 0o644)
		default: // symbolic links and devices are no part of an artifact
			return nil
		}
	})
}

// sources is a client that knows the request's objects only. The library calls nothing but Get.
type sources struct {
	client.Client
	request buildRequest
}

func (s sources) Get(_ context.Context, key client.ObjectKey, into client.Object, _ ...client.GetOption) error {
	switch target := into.(type) {
	case *corev1.ConfigMap:
		for _, object := range s.request.ConfigMaps {
			if object.Name == key.Name && object.Namespace == key.Namespace {
				*target = object
				return nil
			}
		}
	case *corev1.Secret:
		for _, object := range s.request.Secrets {
			if object.Name == key.Name && object.Namespace == key.Namespace {
				*target = withStringData(object)
				return nil
			}
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: fmt.Sprintf("%T", into)}, key.Name)
}

// withStringData does what the API server does with stringData on writing.
func withStringData(secret corev1.Secret) corev1.Secret {
	data := map[string][]byte{}
	for key, value := range secret.Data {
		data[key] = value
	}
	for key, value := range secret.StringData {
		data[key] = []byte(value)
	}
	secret.Data = data
	return secret
}
