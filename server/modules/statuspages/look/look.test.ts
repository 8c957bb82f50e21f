import assert from 'node:assert/strict'
import { crc32, deflateSync } from 'node:zlib'
import { test } from 'node:test'
import { AppError, type ErrorCode } from '#platform/errors'
import { call, testContext, withRole } from '#testing'
import { endpoints } from '../routes.ts'
import { createdPage, patch, visit } from '../test-support.ts'
import { contrastOf, contrastOn, readableOn } from './colours.ts'
import { maxLogoBytes, readLogo } from './logo.ts'

const withCode = (code: ErrorCode) => (error: unknown) => error instanceof AppError && error.code === code

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const made = Buffer.alloc(8 + named.length)
  made.writeUInt32BE(body.length, 0)
  named.copy(made, 4)
  made.writeUInt32BE(crc32(named), 4 + named.length)
  return made
}

/** Grey, of so many pixels; `more` stands between its head and its data. */
function png(width = 1, height = 1, more: Buffer[] = []): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.writeUInt8(8, 8)
  const data = deflateSync(Buffer.alloc(height * (width + 1), 0x80))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', head), ...more, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function jpeg(more: Buffer[] = []): Buffer {
  const frame = Buffer.from('ffc0000b080010001001011100', 'hex')
  const scan = Buffer.from('ffda0008010100003f0012ff0034ffd056', 'hex')
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...more, frame, scan, Buffer.from('ffd9', 'hex')])
}

function riff(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

function webp(...parts: Buffer[]): Buffer {
  return riff('RIFF', Buffer.concat([Buffer.from('WEBP'), ...parts]))
}
const lossless = riff('VP8L', Buffer.from('2f0fc003001000', 'hex'))

test('a picture is put together anew: what is not the picture is left out', () => {
  const secret = Buffer.from('GPS 52.5200 13.4050')
  const text = chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), secret]))
  const clean = png()
  assert.deepEqual(readLogo(clean).bytes, clean)
  assert.deepEqual(readLogo(png(1, 1, [text, chunk('eXIf', secret)])).bytes, clean)
  assert.deepEqual(readLogo(Buffer.concat([clean, Buffer.from('<script>alert(1)</script>')])).bytes, clean)
  const exif = Buffer.concat([Buffer.from('ffe1', 'hex'), Buffer.from([0, 2 + secret.length]), secret])
  assert.deepEqual(readLogo(jpeg([exif])).bytes, jpeg())
  assert.deepEqual(readLogo(Buffer.concat([jpeg(), Buffer.from('PK\u0003\u0004 more')])).bytes, jpeg())
  const made = readLogo(webp(lossless, riff('EXIF', secret)))
  assert.deepEqual(made.bytes, webp(lossless))
  assert.equal(made.type, 'image/webp')
  assert.match(made.hash, /^[0-9a-f]{32}$/)
})

test('what is no picture, or not what it says it is, is refused', () => {
  const broken = png()
  broken.writeUInt8(broken.readUInt8(20) ^ 1, 20)
  const files: [Buffer, ErrorCode][] = [
    [Buffer.alloc(0), 'invalid_request'],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'invalid_request'],
    [Buffer.from('GIF89a                    '), 'invalid_request'],
    [Buffer.from('<!doctype html><title>not a picture</title>'), 'invalid_request'],
    [broken, 'invalid_request'],
    [png().subarray(0, 40), 'invalid_request'],
    [Buffer.concat([png().subarray(0, 33), chunk('IEND', Buffer.alloc(0))]), 'invalid_request'],
    [png(1, 1, [chunk('ABCD', Buffer.alloc(1))]), 'invalid_request'],
    [png(3_000, 1), 'too_large'],
    [jpeg().subarray(0, 20), 'invalid_request'],
    [Buffer.from('ffd8ffd9ffffffffffffffffffffffffffff', 'hex'), 'invalid_request'],
    [webp(riff('ANIM', Buffer.alloc(6)), lossless), 'invalid_request'],
    [webp(riff('XMP ', Buffer.alloc(8))), 'invalid_request'],
    [Buffer.alloc(maxLogoBytes + 1), 'too_large'],
  ]
  for (const [index, [file, code]] of files.entries()) assert.throws(() => readLogo(file), withCode(code), `${index}`)
})

test('contrast is that of WCAG, and a near colour that can be read is found', () => {
  assert.equal(contrastOf('#000000', '#ffffff'), 21)
  assert.equal(contrastOf('#777777', '#ffffff').toFixed(2), '4.48')
  for (const ground of ['light', 'dark'] as const) {
    for (const colour of ['#ff0000', '#ffee00', '#001122', '#888888']) {
      assert.ok(contrastOn(readableOn(colour, ground), ground) >= 4.5, `${colour} ${ground}`)
    }
  }
})

test('a look is saved, shown at once, and told with what was left out', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const put = (body: object) => call(ctx, endpoints, 'PUT', `${page.api}/look`, body)
  const css = 'h1 { color: #0a0a0b }\np { background: url(https://evil.example/x.png) }'
  const saved = await put({ accent: '#0A5C2E', theme: 'light', css })
  assert.equal(saved.status, 200)
  const look = await saved.json()
  assert.partialDeepStrictEqual(look, { accent: '#0a5c2e', accentDark: null, theme: 'light', css, logo: null })
  assert.equal(look.removed.length, 1)
  const html = await (await visit(ctx, page.web)).text()
  assert.ok(html.includes('h1{color:#0a0a0b}'))
  assert.ok(html.includes('#0a5c2e'))
  assert.ok(!html.includes('evil.example'))
  const unreadable = await put({ accent: '#ffee00' })
  assert.equal(unreadable.status, 400)
  assert.match((await unreadable.json()).fields[0].message, /4\.5 or more; #[0-9a-f]{6} works/)
  const preview = await call(withRole(ctx, 'viewer'), endpoints, 'POST', `${page.api}/look-previews`, { css })
  assert.equal((await preview.json()).css, 'h1{color:#0a0a0b}')
  assert.equal((await call(withRole(ctx, 'viewer'), endpoints, 'PUT', `${page.api}/look`, {})).status, 403)
  assert.equal((await call(await testContext(), endpoints, 'PUT', `${page.api}/look`, {})).status, 404)
})

test('a logo is on the page until it is taken away, and the look stays', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await call(ctx, endpoints, 'PUT', `${page.api}/look`, { theme: 'dark' })
  const content = png(20, 10).toString('base64')
  const saved = await call(ctx, endpoints, 'PUT', `${page.api}/logo`, { content })
  assert.equal(saved.status, 200, await saved.clone().text())
  assert.partialDeepStrictEqual(await saved.json(), { theme: 'dark', logo: `data:image/png;base64,${content}` })
  const html = await (await visit(ctx, page.web)).text()
  const path = /src="([^"]*\/logo\/[0-9a-f]{32}\.png)"/.exec(html)?.[1] ?? ''
  const logo = await visit(ctx, path)
  assert.equal(logo.status, 200)
  assert.equal(logo.headers.get('content-type'), 'image/png')
  assert.equal(logo.headers.get('x-content-type-options'), 'nosniff')
  assert.deepEqual(Buffer.from(await logo.arrayBuffer()), png(20, 10))
  assert.equal((await call(ctx, endpoints, 'DELETE', `${page.api}/logo`)).status, 204)
  assert.equal((await visit(ctx, path)).status, 404)
  const bad = await call(ctx, endpoints, 'PUT', `${page.api}/logo`, {
    content: Buffer.from('<svg/>').toString('base64'),
  })
  assert.equal(bad.status, 400)
})

test('the language of the page’s own words is one of six', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  assert.equal((await patch(ctx, page.api, { locale: 'xx' })).status, 400)
  assert.partialDeepStrictEqual(await (await patch(ctx, page.api, { locale: 'ar' })).json(), { locale: 'ar' })
  assert.match(await (await visit(ctx, page.web)).text(), /<html lang="ar"[^>]*dir="rtl"/)
})
