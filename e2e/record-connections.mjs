/**
 * Loaded before a program (`node --import`): writes every outgoing connection of the process, whoever makes it, as a line
 * of JSON into the file that WATCHWORD_TEST_CONNECTIONS names. Every socket of Node connects here: HTTP and TLS, the
 * drivers of the stores, mail.
 */
import { appendFileSync } from 'node:fs'
import { Socket } from 'node:net'

const file = process.env['WATCHWORD_TEST_CONNECTIONS']
const { connect } = Socket.prototype

Socket.prototype.connect = function (...args) {
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(targetOf(args))}\n`)
  return connect.apply(this, args)
}

/** The forms of net.Socket.connect; `[[options, callback]]` is how Node itself calls it. */
function targetOf([first, second]) {
  const options = Array.isArray(first) ? first[0] : first
  if (typeof options === 'object') {
    return options.path ? { path: options.path } : { host: options.host ?? 'localhost', port: Number(options.port) }
  }
  if (typeof options === 'string' && Number.isNaN(Number(options))) return { path: options }
  return { host: typeof second === 'string' ? second : 'localhost', port: Number(options) }
}
