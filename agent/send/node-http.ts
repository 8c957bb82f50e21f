/**
 * Required, not imported: an import reads every name that the module exports, and behind one of them Node 24 has a whole
 * second client, 12 MB in memory. TLS is loaded when an address asks for it.
 */
import type Http from 'node:http'
import type Https from 'node:https'
import { createRequire } from 'node:module'
import type Tls from 'node:tls'

const require = createRequire(import.meta.url)

// What Node has under these names is what its types say.
export const http = require('node:http') as typeof Http
export const loadHttps = () => require('node:https') as typeof Https
export const loadTls = () => require('node:tls') as typeof Tls
