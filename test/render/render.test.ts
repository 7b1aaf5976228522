import { suite } from "uvu";
import * as assert from "uvu/assert";
import { projectOf, type Project } from "../template-compiler/project.ts";
import type { Model } from "../fixtures/template-compiler/house/model.ts";

const test = suite<{ project: Project }>("rendering a model");

test.before(async (context) => {
  context.project = await projectOf("house");
});

test.after((context) => context.project.remove());

const changed = (project: Project, change: (model: Model) => Model): Model => change(project.model as Model);

test("the tree is in the order of code units, whatever the order of the clusters", ({ project }) => {
  const paths = [...project.render(changed(project, (model) => ({ ...model, clusters: [...model.clusters].reverse() }))).keys()];
  assert.equal(paths, [...paths].sort());
  assert.ok(paths.length > 10);
});

test("the prefix of the repository stands before every path, and may be empty", ({ project }) => {
  const without = project.render(changed(project, (model) => ({ ...model, repository: { ...model.repository, prefix: "" } })));
  const prefixed = project.render(project.model);
  assert.equal([...prefixed.keys()], [...without.keys()].map((path) => `platform/${path}`));
});

test("a file whose condition does not hold is not there, and one whose opposite condition holds is", ({ project }) => {
  const tree = project.render(project.model);
  assert.ok(tree.has("platform/clusters/um890/database/backup.yaml"));
  assert.not.ok(tree.has("platform/clusters/other/database/cluster.yaml"));
  assert.ok(tree.has("platform/clusters/other/closed.yaml"));
  assert.not.ok(tree.has("platform/clusters/um890/closed.yaml"));
});

test("two files for one path are refused with the path", ({ project }) => {
  const twice = changed(project, (model) => ({ ...model, clusters: model.clusters.map((cluster) => ({ ...cluster, name: "same" })) }));
  assert.throws(() => project.render(twice), /Two templates emit platform\/clusters\/same\/policy\.yaml/);
});

test("a path that leaves the repository is refused", ({ project }) => {
  for (const name of ["..", ".", "", "a/../../b", "/a", "a\\b", "a\nb", ".git", "C:"]) {
    const escaping = changed(project, (model) => ({ ...model, clusters: model.clusters.slice(0, 1).map((cluster) => ({ ...cluster, name })) }));
    assert.throws(() => project.render(escaping), /does not name a file inside the repository/, name);
  }
});

test.run();
