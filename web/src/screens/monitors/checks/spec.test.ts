import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CheckSpec } from '../../../api.ts'
import { fieldsOf, initialValues, keyOf, specOf, valuesOf, type CheckType } from './spec.ts'

/** What the form shows of a spec, and sends when nothing was changed. */
const sentBack = (spec: CheckSpec): CheckSpec => specOf(spec.type, valuesOf(spec))

const common = { inverted: false, degradedAboveMs: null }

test('a spec that is shown in the form and saved again is the same', () => {
  const http: CheckSpec = {
    ...{ type: 'http', ...common, url: 'https://shop.example/', method: 'POST', body: '{"a": 1}', maxRedirects: 2 },
    ...{ statuses: [{ from: 200, to: 299 }], keyword: { text: 'ok', expect: 'absent' }, certificateDays: 7 },
    ...{ headers: [{ name: 'X-Token', value: '********', isSecret: true }], family: 'ipv4' },
    ...{ json: [{ path: 'a.b', operator: '>=', value: 3 }], auth: { kind: 'bearer', token: '********' } },
    clientCertificate: { certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', key: '********' },
  }
  assert.deepEqual(sentBack(http), http)
  assert.equal(Reflect.get(sentBack({ ...http, clientCertificate: null }), 'clientCertificate'), null)
  const tls: CheckSpec = {
    ...{ type: 'tls', ...common, host: 'mail.example', port: 143, startTls: 'imap', serverName: null },
    certificateDays: 14,
  }
  assert.deepEqual(sentBack(tls), tls)
  assert.deepEqual(sentBack({ ...tls, startTls: null }), { ...tls, startTls: null })
  for (const whoisServer of [null, { host: 'whois.example', port: 43 }, { host: 'whois.example', port: 4343 }]) {
    const domain: CheckSpec = { type: 'domain', ...common, domain: 'shop.example', warnDays: 30, whoisServer }
    assert.deepEqual(sentBack(domain), domain)
  }
})

test('every field of every type has a value from the start, and its own name', () => {
  for (const type of Object.keys(fieldsOf) as CheckType[]) {
    const names = fieldsOf[type].map(({ name }) => keyOf(name))
    assert.deepEqual(Object.keys(initialValues(type)), names)
    assert.equal(new Set(names).size, names.length)
  }
})
