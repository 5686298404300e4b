import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

// Lets threads and child processes of a test run sources: '.js' in an import of a source is the '.ts'
// beside it.
registerHooks({
  resolve(specifier, context, next) {
    if (isRelative(specifier) && context.parentURL?.endsWith('.ts')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL)
      if (existsSync(fileURLToPath(source))) return next(source.href, context)
    }
    return next(specifier, context)
  },
})

function isRelative(specifier) {
  return specifier.startsWith('.') && specifier.endsWith('.js')
}
