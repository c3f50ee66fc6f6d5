// Writes the R4 search parameters the server indexes: one line each, from HL7's own definitions.
// usage: node build-search-parameters.mjs <definitions/search-parameters.json> <output.json>
import { readFileSync, writeFileSync } from "node:fs";

const [source, target] = process.argv.slice(2);
const parameters = JSON.parse(readFileSync(source, "utf8")).entry
  .map((entry) => entry.resource)
  // "phonetic" promises a comparison by sound, which an index of texts does not make.
  .filter((p) => p.expression && p.type !== "composite" && p.type !== "special" && p.code !== "phonetic")
  .flatMap((p) => p.base.map((base) => ({
    base,
    code: p.code,
    type: p.type,
    url: p.url,
    paths: p.expression.split("|").map((path) => path.trim().replace(/^\((.*)\)$/, "$1"))
      .filter((path) => path.startsWith(`${base}.`) || path.startsWith("Resource.") || path.startsWith("DomainResource.")),
    target: p.target ?? [],
  })))
  .filter((p) => p.paths.length > 0);

writeFileSync(target, JSON.stringify(parameters));
