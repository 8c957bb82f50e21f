import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originAllowed, parseOrigin } from './project-settings.ts'

test('origins are kept as browsers write them, and what is none is refused', () => {
  const kept: [string, string | undefined][] = [
    ['https://shop.example', 'https://shop.example'],
    [' HTTPS://Shop.Example:443 ', 'https://shop.example'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://*.shop.example', 'https://*.shop.example'],
    ['https://*.shop.example:8443', 'https://*.shop.example:8443'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://*.com', undefined],
    ['https://*', undefined],
    ['*', undefined],
    ['https://shop.*', undefined],
    ['https://a*.shop.example', undefined],
    ['https://shop.example/', undefined],
    ['https://shop.example/path', undefined],
    ['https://user@shop.example', undefined],
    ['shop.example', undefined],
    ['javascript:alert(1)', undefined],
    ['https://shop.example:99999', undefined],
    ['https://shop..example', undefined],
    ['https://shop.example\r\nx: y', undefined],
    ['null', undefined],
    ['', undefined],
  ]
  for (const [text, origin] of kept) assert.equal(parseOrigin(text), origin, text)
})

test('a page may send from an allowed origin and from below a pattern, from nowhere else [SEN-27]', () => {
  const project = { allowedOrigins: ['https://shop.example', 'https://*.shop.example', 'http://localhost:3000'] }
  const asked: [string | null, boolean][] = [
    [null, true],
    ['https://shop.example', true],
    ['https://SHOP.example', true],
    ['https://www.shop.example', true],
    ['https://a.b.shop.example', true],
    ['http://localhost:3000', true],
    ['http://shop.example', false],
    ['https://shop.example:8443', false],
    ['https://evilshop.example', false],
    ['https://.shop.example', false],
    ['https://shop.example.evil.example', false],
    ['https://evil.example', false],
    ['null', false],
    ['', false],
  ]
  for (const [origin, allowed] of asked) assert.equal(originAllowed(project, origin), allowed, String(origin))
  assert.equal(originAllowed({ allowedOrigins: [] }, 'https://evil.example'), true)
})
