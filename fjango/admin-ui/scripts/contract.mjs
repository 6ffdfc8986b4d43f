// Writes src/contract.d.ts from contract.json, which the server's tests write: the two sides cannot disagree. With `--check`
// it writes nothing, and fails when the file is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs'
import { compile } from 'json-schema-to-typescript'

/** The compiler makes a second type of a reference with siblings: descriptions go, other members become an intersection. */
function tidy(node) {
  if (Array.isArray(node)) return node.map(tidy)
  if (!node || typeof node !== 'object') return node
  if ('$ref' in node) {
    const { $ref, description: _, default: __, ...rest } = node
    return Object.keys(rest).length > 0 ? { allOf: [{ $ref }, tidy(rest)] } : { $ref }
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, tidy(value)]))
}

const schema = tidy(JSON.parse(readFileSync(new URL('../contract.json', import.meta.url), 'utf8')))
const text = await compile(schema, 'Contract', {
  bannerComment: '// Generated from contract.json by `npm run contract`; never edited by hand.',
  additionalProperties: false,
  enableConstEnums: false,
  format: false,
  unknownAny: true,
})
const target = new URL('../src/contract.d.ts', import.meta.url)
if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/contract.d.ts is not what contract.json gives: run `npm run contract` and commit')
  process.exit(1)
}
