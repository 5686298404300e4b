import { transformSync } from '@swc/core'
import { compileScript, compileTemplate, parse } from '@vue/compiler-sfc'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const ownText = readFileSync(import.meta.filename)

function stop(filename, errors) {
  if (errors.length > 0) throw new Error(`${filename}: ${errors.map(String).join('\n')}`)
}

/** A single-file component as one ES module of TypeScript; styles are left out. */
function compile(source, filename) {
  const { descriptor, errors } = parse(source, { filename })
  stop(filename, errors)
  const id = createHash('sha256').update(filename).digest('hex').slice(0, 8)
  if (descriptor.scriptSetup !== null) {
    return compileScript(descriptor, { id, inlineTemplate: true }).content
  }
  const script =
    descriptor.script === null
      ? 'const component = {}'
      : compileScript(descriptor, { id, genDefaultAs: 'component' }).content
  const template = compileTemplate({ source: descriptor.template?.content ?? '', filename, id })
  stop(filename, template.errors)
  return `${script}\n${template.code}\nexport default { ...component, render }\n`
}

export default {
  process(source, filename) {
    return transformSync(compile(source, filename), {
      filename,
      swcrc: false,
      sourceMaps: 'inline',
      module: { type: 'es6' },
      jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
    })
  },
  getCacheKey(source, filename) {
    return createHash('sha256').update(ownText).update(source).update(filename).digest('hex')
  },
}
