// Measures what the browser loads before the first list, and every lazy chunk; fails above the budget.
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const INITIAL = 215_000
const LAZY = 130_000
const dist = new URL('../dist/', import.meta.url)
const size = file => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length
const html = readFileSync(new URL('index.html', dist), 'utf8')
const initial = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(match => match[1])
const lazy = readdirSync(new URL('assets/', dist)).map(name => `assets/${name}`).filter(name => /\.(js|css)$/.test(name) && !initial.includes(name))
const kb = bytes => `${(bytes / 1000).toFixed(1)} kB`

let total = 0
for (const file of initial) {
  total += size(file)
  console.log(`initial  ${kb(size(file)).padStart(9)}  ${file}`)
}
const chunks = lazy.map(file => [file, size(file)]).sort((a, b) => b[1] - a[1])
for (const [file, bytes] of chunks.slice(0, 12)) console.log(`lazy     ${kb(bytes).padStart(9)}  ${file}`)
console.log(`initial JS and CSS: ${kb(total)} gzip of ${kb(INITIAL)}; largest lazy chunk: ${kb(chunks[0]?.[1] ?? 0)} of ${kb(LAZY)}`)
const large = chunks.filter(([, bytes]) => bytes > LAZY)
if (total > INITIAL || large.length > 0) {
  console.error('over the budget: load something later, or leave it out')
  process.exit(1)
}
