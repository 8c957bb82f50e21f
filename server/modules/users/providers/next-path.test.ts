import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseNext } from './next-path.ts'

const appUrl = 'https://watch.example.com'

test('a path of the app is kept as it is, and without one it is the start', () => {
  assert.equal(parseNext(appUrl, undefined), '/app/')
  for (const next of ['/app', '/app/', '/app/acme/incidents?is=open&q=a%2Fb#top', '/app?invitation=x', '/app#x']) {
    assert.equal(parseNext(appUrl, next), next)
  }
})

test('whatever leads away from the app is refused', () => {
  for (const next of [
    ...['', '/', '//evil.example', '/\\evil.example', '///evil.example', 'https://evil.example/app/', 'app/', './app/'],
    ...[
      '/apple',
      '/app\\..\\..\\evil.example',
      '/app/\\evil.example',
      '/app/..',
      '/app/../',
      '/app/../..//evil.example',
    ],
    ...['/app/%2e%2e//evil.example', '/app/.%2E/evil', '/app/./..//evil.example', '/app//evil.example'],
    ...['/\t/evil.example', '/app/\n//evil.example', '/app/\u0000', '/app/ x', ' /app/', '/app/\u2028x', '/app/\u3000'],
    ...['javascript:alert(1)//app/', 'http:/app/', '//watch.example.com/app/', '/app@evil.example', '/app:80/'],
    ...['/api/v1/session', '/status/acme', '/APP/', '/%61pp/', '/app%2f'],
  ]) {
    assert.throws(() => parseNext(appUrl, next), { code: 'invalid_request' }, JSON.stringify(next))
  }
})

test('what is kept is always a path of the app, as a browser reads it', () => {
  const pieces = fc.array(fc.constantFrom('/', '\\', '..', '.', '%2e', '@', ':', 'app', 'evil.example', '?', '#', '\t'))
  fc.assert(
    fc.property(pieces, (parts) => {
      let next: string
      try {
        next = parseNext(appUrl, `/app${parts.join('')}`)
      } catch {
        return
      }
      const url = new URL(next, appUrl)
      assert.equal(url.origin, appUrl)
      assert.match(url.pathname, /^\/app(\/|$)/)
    }),
    { numRuns: 2_000 },
  )
})
