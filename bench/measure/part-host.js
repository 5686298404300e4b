// The process of one part: node part-host.js NAME OPTIONS
const [name, options] = process.argv.slice(2)
const { run } = await import(new URL(`../parts/${name}.js`, import.meta.url))
const result = await run(JSON.parse(options))
process.send?.(result, () => process.disconnect())
