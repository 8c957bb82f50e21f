import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { assets } from '#platform/http'
import { callRoute, testServices } from '#testing'
import { visitorPages } from '../index.ts'

test('the page of a visitor is the app’s, without a cookie, and tells nobody of its address', async (t) => {
  const services = await testServices()
  const directory = await mkdtemp(join(tmpdir(), 'watchword-web-'))
  t.after(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Watchword</title>')
  const routes = await assets(directory, '/app', visitorPages)
  for (const path of ['/d/public/anything', '/d/snapshot/anything']) {
    const answer = await callRoute(services, routes, new Request(`http://localhost${path}`))
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), /<title>Watchword/)
    assert.equal(answer.headers.get('set-cookie'), null)
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer')
    assert.equal(answer.headers.get('x-robots-tag'), 'noindex')
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'self'.*frame-ancestors 'none'/)
  }
  assert.equal((await callRoute(services, routes, new Request('http://localhost/d/other/anything'))).status, 404)
  const app = await callRoute(services, routes, new Request('http://localhost/app/incidents'))
  assert.equal(app.headers.get('referrer-policy'), 'strict-origin-when-cross-origin')
})
