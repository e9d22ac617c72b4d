import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const pages = ['student', 'desk', 'floor', 'review', 'sign-in']
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const input: Record<string, string> = {}
for (const page of pages) {
  const html = at(`./static/${page}/index.html`)
  if (existsSync(html)) input[page] = html
}

/** Lays a .gz beside each asset: the server sends it to every browser that takes it, at no cost per request. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle(options, bundle) {
    for (const name of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
      const file = `${options.dir}/${name}`
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
    }
  },
}

export default defineConfig({
  plugins: [compressed],
  root: at('./static'),
  publicDir: at('./static/public'),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: at('./static/dist'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // Old phones and the kernels inside chat apps: the first Chromium that runs modules.
    target: ['es2017', 'chrome61', 'safari11'],
    cssTarget: ['chrome61', 'safari11'],
    // The content policy allows no inline script and no data: fonts or images beyond icons.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: true,
    rolldownOptions: { input },
  },
})
