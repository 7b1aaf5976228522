// Command alertmanager-ask answers what a Prometheus Operator and its Alertmanager would make of an AlertmanagerConfig:
// which receivers an alert reaches, whether it is muted at a given time, and which other alerts silence it.
//
//	alertmanager-ask < request   prints the generated configuration and one answer for each alert, as JSON
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/blang/semver/v4"
	"github.com/prometheus-operator/prometheus-operator/pkg/alertmanager"
	validation "github.com/prometheus-operator/prometheus-operator/pkg/alertmanager/validation/v1alpha1"
	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	monitoringv1alpha1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1alpha1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/common/model"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/fake"
)

type question struct {
	Labels      model.LabelSet    `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	// At is the time of the notification; empty: whether it is muted is not asked.
	At string `json:"at"`
	// Firing are the labels of other alerts that fire at the same time.
	Firing []model.LabelSet `json:"firing"`
}

type request struct {
	Version string                                 `json:"version"`
	Base    string                                 `json:"base"`
	Config  *monitoringv1alpha1.AlertmanagerConfig `json:"config"`
	// Strategy is alertmanagerConfigMatcherStrategy.type of the Alertmanager.
	Strategy monitoringv1.AlertmanagerConfigMatcherStrategyType `json:"strategy"`
	// Namespace of the Alertmanager.
	Namespace string          `json:"namespace"`
	Secrets   []corev1.Secret `json:"secrets"`
	Questions []question      `json:"questions"`
	// Texts are templates of notifications, filled in for a notification of the alerts that are asked about.
	Texts []string `json:"texts"`
}

type answer struct {
	Receivers []string   `json:"receivers"`
	GroupBy   [][]string `json:"groupBy"`
	Muted     bool       `json:"muted"`
	Inhibited bool       `json:"inhibited"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var asked request
	decoder := json.NewDecoder(in)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	text, err := generate(context.Background(), asked)
	if err != nil {
		return err
	}
	generated, err := config.Load(text)
	if err != nil {
		return fmt.Errorf("alertmanager: %w", err)
	}
	answers := make([]answer, 0, len(asked.Questions))
	for _, each := range asked.Questions {
		given, err := ask(generated, each)
		if err != nil {
			return err
		}
		answers = append(answers, given)
	}
	texts, err := fill(asked)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(map[string]any{"config": text, "answers": answers, "texts": texts})
}

func fill(asked request) ([]string, error) {
	templates, err := template.FromGlobs(nil)
	if err != nil {
		return nil, err
	}
	data := template.Data{Status: "firing", Receiver: "receiver"}
	for _, each := range asked.Questions {
		labels, annotations := template.KV{}, template.KV{}
		for name, value := range each.Labels {
			labels[string(name)] = string(value)
		}
		for name, value := range each.Annotations {
			annotations[name] = value
		}
		data.Alerts = append(data.Alerts, template.Alert{Status: "firing", Labels: labels, Annotations: annotations})
	}
	texts := []string{}
	for _, text := range asked.Texts {
		filled, err := templates.ExecuteTextString(text, data)
		if err != nil {
			return nil, fmt.Errorf("template %q: %w", text, err)
		}
		texts = append(texts, filled)
	}
	return texts, nil
}

// generate is what the operator does with an AlertmanagerConfig that it selects.
func generate(ctx context.Context, asked request) (string, error) {
	if err := validation.ValidateAlertmanagerConfig(asked.Config); err != nil {
		return "", fmt.Errorf("operator: %w", err)
	}
	version, err := semver.ParseTolerant(asked.Version)
	if err != nil {
		return "", err
	}
	client := fake.NewSimpleClientset()
	for _, secret := range asked.Secrets {
		for key, value := range secret.StringData {
			if secret.Data == nil {
				secret.Data = map[string][]byte{}
			}
			secret.Data[key] = []byte(value)
		}
		if err := client.Tracker().Add(&secret); err != nil {
			return "", err
		}
	}
	owner := &monitoringv1.Alertmanager{}
	owner.Namespace = asked.Namespace
	owner.Spec.AlertmanagerConfigMatcherStrategy.Type = asked.Strategy
	store := assets.NewStoreBuilder(client.CoreV1(), client.CoreV1())
	builder := alertmanager.NewConfigBuilder(slog.New(slog.NewTextHandler(io.Discard, nil)), version, store, owner)
	if err := builder.InitializeFromRawConfiguration([]byte(asked.Base)); err != nil {
		return "", err
	}
	name := asked.Config.Namespace + "/" + asked.Config.Name
	if err := builder.AddAlertmanagerConfigs(ctx, map[string]*monitoringv1alpha1.AlertmanagerConfig{name: asked.Config}); err != nil {
		return "", fmt.Errorf("operator: %w", err)
	}
	text, err := builder.MarshalJSON()
	return string(text), err
}

func ask(generated *config.Config, asked question) (answer, error) {
	given := answer{Receivers: []string{}, GroupBy: [][]string{}}
	intervals := map[string][]timeinterval.TimeInterval{}
	for _, each := range generated.MuteTimeIntervals {
		intervals[each.Name] = each.TimeIntervals
	}
	for _, each := range generated.TimeIntervals {
		intervals[each.Name] = each.TimeIntervals
	}
	for _, route := range dispatch.NewRoute(generated.Route, nil).Match(asked.Labels) {
		given.Receivers = append(given.Receivers, route.RouteOpts.Receiver)
		by := []string{}
		for label := range route.RouteOpts.GroupBy {
			by = append(by, string(label))
		}
		given.GroupBy = append(given.GroupBy, by)
		if asked.At == "" || len(route.RouteOpts.MuteTimeIntervals) == 0 {
			continue
		}
		at, err := time.Parse(time.RFC3339, asked.At)
		if err != nil {
			return given, err
		}
		muted, _, err := timeinterval.NewIntervener(intervals).Mutes(route.RouteOpts.MuteTimeIntervals, at.UTC())
		if err != nil {
			return given, err
		}
		given.Muted = given.Muted || muted
	}
	for _, each := range generated.InhibitRules {
		rule := inhibit.NewInhibitRule(each)
		if !rule.TargetMatchers.Matches(asked.Labels) {
			continue
		}
		for _, other := range asked.Firing {
			given.Inhibited = given.Inhibited || silences(rule, other, asked.Labels)
		}
	}
	return given, nil
}

// silences: the source matches, agrees in every label that must be equal, and is not itself a target (Alertmanager's rule against silencing oneself).
func silences(rule *inhibit.InhibitRule, source, target model.LabelSet) bool {
	if !rule.SourceMatchers.Matches(source) || (rule.SourceMatchers.Matches(target) && rule.TargetMatchers.Matches(source)) {
		return false
	}
	for label := range rule.Equal {
		if source[label] != target[label] {
			return false
		}
	}
	return true
}
