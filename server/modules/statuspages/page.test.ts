import assert from 'node:assert/strict'
import test from 'node:test'
import { isReservedSlug, isTimeZone, pageUrl, slugOfHost } from './page.ts'

test('a page has its own host where there is a status domain, and a path otherwise', () => {
  assert.equal(
    pageUrl({ appUrl: 'http://localhost:8080', statusDomain: 'localhost' }, 'acme'),
    'http://localhost:8080/status/acme',
  )
  assert.equal(
    pageUrl({ appUrl: 'https://watch.example', statusDomain: 'status.example' }, 'acme'),
    'https://acme.status.example',
  )
})

test('the slug is the one label before the status domain', () => {
  assert.equal(slugOfHost('acme.status.example:8443', 'status.example'), 'acme')
  assert.equal(slugOfHost('ACME.localhost', 'localhost'), 'acme')
  for (const host of ['status.example', 'a.b.status.example', 'acme.other.example', 'acmestatus.example', '', null]) {
    assert.equal(slugOfHost(host, 'status.example'), undefined, String(host))
  }
})

test('names that would pass for the operator or for another name are reserved', () => {
  for (const slug of ['www', 'api', 'admin', 'status', 'xn--pple-43d']) assert.ok(isReservedSlug(slug), slug)
  assert.ok(!isReservedSlug('acme'))
})

test('a time zone is one that can be calculated in', () => {
  assert.ok(isTimeZone('Europe/Berlin'))
  assert.ok(isTimeZone('Etc/UTC'))
  assert.ok(!isTimeZone('Mars/Olympus'))
  assert.ok(!isTimeZone(''))
})
