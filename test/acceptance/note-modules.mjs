import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

/** Loaded before a program: notes every module it loads in the file that MODULES_NOTED names. */
registerHooks({
  load(url, context, next) {
    appendFileSync(process.env.MODULES_NOTED, `${url}\n`)
    return next(url, context)
  },
})
