import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The folder of this package, alike for sources, what is compiled and the bundled server. */
export const packageFolder = new URL('.', pathToFileURL(findPackageJSON(import.meta.url)!))
