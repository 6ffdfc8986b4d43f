import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Adds `src/scheme.js` to the head as a hashed classic script: it must run before the first paint, and the page allows no inline script. */
function schemeScript(): Plugin {
  const source = readFileSync(new URL('./src/scheme.js', import.meta.url), 'utf8')
  const fileName = `assets/scheme-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`
  let development = false
  return {
    name: 'fjango-scheme-script',
    configResolved: config => void (development = config.command === 'serve'),
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source })
    },
    transformIndexHtml: () => [
      { tag: 'script', attrs: { src: development ? '/src/scheme.js' : `./${fileName}` }, injectTo: 'head-prepend' },
    ],
  }
}

// `base: './'` keeps lazy chunks and fonts relative, so that one build serves every mount path.
export default defineConfig({
  base: './',
  plugins: [react(), schemeScript()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    sourcemap: false, // They would be three quarters of what the binary embeds.
    assetsInlineLimit: 0, // `img-src` and `font-src` stay narrow.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What every page needs is one chunk: many small ones compress worse.
        codeSplitting: { groups: [{ name: 'frame', test: /node_modules\/(react|react-dom|scheduler|@tanstack|use-sync-external-store)\// }] },
      },
    },
    license: { fileName: 'THIRD-PARTY-LICENSES.txt' },
  },
  server: { proxy: { '/admin/api': 'http://127.0.0.1:5180' } },
})
