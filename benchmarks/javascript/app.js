// The platform as a cdk8s app in JavaScript: `node app.js OBJECTS.json OUTPUT_FOLDER`.
//
// OBJECTS.json holds plain objects by the name of their chart. Each becomes the typed class
// of its apiVersion and kind, as if it had been written out by hand; a custom resource, which
// has none here, becomes an ApiObject.
"use strict";

const { readFileSync } = require("node:fs");
const { ApiObject, App, Chart } = require("cdk8s");
// Not `require("cdk8s-plus-27").k8s`, which also loads the high-level classes: slower.
const k8s = require("cdk8s-plus-27/lib/imports/k8s");

const QUANTITIES = new Set(["limits", "requests", "hard", "default", "defaultRequest"]);
const NAMES = new Map([
  ["clusterIP", "clusterIp"],
  ["downwardAPI", "downwardApi"],
]);
const INT_OR_STRING = new Set(["targetPort", "maxSurge", "maxUnavailable"]);
const classes = new Map(
  Object.values(k8s)
    .filter((exported) => exported.GVK)
    .map((type) => [`${type.GVK.apiVersion}/${type.GVK.kind}`, type]),
);

// The typed claim has no place for the two fields that say what it is.
classes.set(
  "apps/v1/StatefulSet",
  class extends k8s.KubeStatefulSet {
    toJson() {
      const object = super.toJson();
      object.spec.volumeClaimTemplates = object.spec.volumeClaimTemplates.map((claim) => ({
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        ...claim,
      }));
      return object;
    }
  },
);

const [, , input, outdir] = process.argv;
const app = new App({ outdir });
for (const [name, objects] of Object.entries(JSON.parse(readFileSync(input, "utf8")))) {
  const chart = new Chart(app, name, { disableResourceNameHashes: true });
  objects.forEach((object, index) => add(chart, String(index), object));
}
app.synth();

function add(chart, id, { apiVersion, kind, ...props }) {
  const type = classes.get(`${apiVersion}/${kind}`);
  if (type) {
    new type(chart, id, typed(props, kind));
  } else {
    new ApiObject(chart, id, { apiVersion, kind, ...props });
  }
}

function typed(value, kind) {
  if (Array.isArray(value)) return value.map((item) => typed(item, kind));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      NAMES.get(key) ?? key,
      property(key, inner, kind),
    ]),
  );
}

function property(key, value, kind) {
  if (key === "sizeLimit") return k8s.Quantity.fromString(value);
  if (QUANTITIES.has(key) && !Array.isArray(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, amount]) => [name, k8s.Quantity.fromString(amount)]),
    );
  }
  const scalar = typeof value !== "object";
  if (scalar && (INT_OR_STRING.has(key) || (key === "port" && kind !== "Service"))) {
    return typeof value === "number"
      ? k8s.IntOrString.fromNumber(value)
      : k8s.IntOrString.fromString(value);
  }
  return typed(value, kind);
}
