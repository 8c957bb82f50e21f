import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseDsn, readCredentials, refused } from './auth.ts'

const key = 'a94ae32be2584e0bbd7a4cbb95971fee'
const other = 'b94ae32be2584e0bbd7a4cbb95971fee'
const authHeader = `Sentry sentry_version=7, sentry_client=sentry.python/2.0, sentry_key=${key}`
const query = new URLSearchParams({ sentry_key: key, sentry_version: '7', sentry_client: 'sentry.javascript/11' })
const dsn = `https://${key}@ingest.example/prefix/42`
const forbidden = { code: 'forbidden' }

test('each of the three forms alone is enough', () => {
  const fromHeader = readCredentials({ authHeader, projectNumber: '42' })
  assert.deepEqual(fromHeader, { publicKey: key, projectNumber: '42', client: 'sentry.python/2.0' })
  const fromQuery = readCredentials({ query, projectNumber: '42', userAgent: 'curl' })
  assert.deepEqual(fromQuery, { publicKey: key, projectNumber: '42', client: 'sentry.javascript/11' })
  assert.deepEqual(readCredentials({ dsn, userAgent: 'x' }), { publicKey: key, projectNumber: '42', client: 'x' })
})

test('several forms that agree are one', () => {
  assert.equal(readCredentials({ authHeader, query, dsn, projectNumber: '42' }).publicKey, key)
})

test('several forms that do not agree are refused, whichever comes first', () => {
  const otherQuery = new URLSearchParams({ sentry_key: other })
  const twice = new URLSearchParams([...query, ['sentry_key', other]])
  assert.throws(() => readCredentials({ authHeader, query: otherQuery }), forbidden)
  assert.throws(() => readCredentials({ query: twice }), forbidden)
  assert.throws(() => readCredentials({ query: otherQuery, dsn, projectNumber: '42' }), forbidden)
  assert.throws(() => readCredentials({ dsn, projectNumber: '43' }), forbidden)
  assert.throws(() => readCredentials({ authHeader, dsn: 'nonsense', projectNumber: '42' }), forbidden)
})

test('no form at all, an empty key and a key that no SDK could send are refused', () => {
  assert.throws(() => readCredentials({ projectNumber: '42' }), forbidden)
  for (const bad of ['', 'a-b', 'ü', 'x'.repeat(65), "' or 1=1"]) {
    assert.throws(() => readCredentials({ query: new URLSearchParams({ sentry_key: bad }) }), forbidden, bad)
  }
})

test('the header tolerates spaces, folding, a secret and any version, and without its first word it is absent', () => {
  const folded = `Sentry sentry_key = ${key} ,\r\n\tsentry_secret=s3cret,sentry_version=99,sentry_timestamp=1, junk`
  assert.equal(readCredentials({ authHeader: folded }).publicKey, key)
  assert.throws(() => readCredentials({ authHeader: `sentry_key=${key}` }), forbidden)
  assert.throws(() => readCredentials({ authHeader: `Bearer sentry_key=${key}` }), forbidden)
})

test('a DSN is read with a path, a port, a secret or an IPv6 host, and refused where an SDK would misread it', () => {
  assert.deepEqual(parseDsn(`http://${key}:secret@[::1]:8080/a/b/7`), {
    host: '[::1]:8080',
    publicKey: key,
    projectNumber: '7',
  })
  for (const bad of ['', 'https://host/1', `https://${key}@host/`, `https://${key}@host/7f3c`, `ftp://${key}@host/1`]) {
    assert.equal(parseDsn(bad), undefined, bad)
  }
})

test('the refusal repeats the DSN as understood, bounded, and says the same whatever is wrong with it', () => {
  const message = refused('42', key).message
  assert.match(message, new RegExp(`${key}.*42`))
  assert.ok(refused('9'.repeat(5000), 'x'.repeat(5000)).message.length < 250)
})
