import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAllowList } from './allow.ts'
import { EgressRefused, type RefusalKind } from './errors.ts'
import { checkUrl } from './url.ts'

const refused: Record<RefusalKind, string[]> = {
  scheme: [
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:/run/x.sock',
    '//example.com/',
    'example.com',
    'ws://example.com/',
  ],
  userinfo: [
    'http://user@example.com/',
    'http://u:p@169.254.169.254:80/',
    'http://@example.com/',
    'http://a@b@example.com/',
    'https://example.com\\@127.0.0.1/',
  ],
  url: [
    '',
    'http://',
    'http:///example.com/',
    'http:example.com',
    'http:/example.com',
    'http://exa\tmple.com/',
    'http://example.com/\n',
    ' http://example.com/',
    'http://exämple.com/',
    'http://１２７.0.0.1/',
    'http://127。0。0。1/',
    'http://example.com/ü',
    `http://example.com/${'a'.repeat(2048)}`,
  ],
  host: [
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://printer.local/',
    'http://db.internal/',
    'http://metadata.google.internal/',
    'http://metadata/',
    'http://router.home.arpa/',
    'http://%31%32%37.0.0.1/',
    'http://example.com\\.evil.test/',
    'http://exa..mple.com/',
    'http://example.com../',
    'http://[::1%25lo]/',
    'http://[::1/',
    'http://256.256.256.256/',
    'http://1.2.3.4.5/',
    `http://${'a'.repeat(64)}.com/`,
    'http://a:99999/',
    'http://exa!mple.com/',
    'http://-a.com/',
  ],
  address: [
    'http://127.0.0.1/',
    'http://127.0.0.1./',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://0/',
    'http://0x7f000001/',
    'http://017700000001/',
    'http://10.1.2.3:8443/x',
    'https://169.254.169.254#.office.com',
    'https://169.254.169.254?.office.com',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[64:ff9b::a00:1]/',
    'http://[fd00:ec2::254]/',
    'http://[2002:7f00:1::]/',
  ],
  port: ['http://example.com:25/', 'http://example.com:22/', 'https://example.com:0/', 'http://1.1.1.1:6667/'],
  listener: [],
  plain: [],
  method: [],
  header: [],
  unregistered: [],
  category: [],
  region: [],
}

for (const [kind, urls] of Object.entries(refused)) {
  for (const url of urls) {
    test(`${JSON.stringify(url.slice(0, 60))} is refused for its ${kind}`, () => {
      assert.throws(
        () => checkUrl(url),
        (error) => error instanceof EgressRefused && error.kind === kind && error.code === 'invalid_request',
      )
    })
  }
}

test('a public name or address is taken, in lower case and without its trailing dot', () => {
  assert.equal(checkUrl('https://Hooks.Example.com./x?y=1').host, 'hooks.example.com')
  assert.equal(checkUrl('https://hooks.example.com/').port, 443)
  assert.equal(checkUrl('http://hooks.example.com:8080/').port, 8080)
  assert.equal(checkUrl('http://[2606:4700::1111]/').host, '2606:4700::1111')
  assert.equal(checkUrl('http://0x01010101/').host, '1.1.1.1')
  assert.equal(checkUrl('http://xn--bcher-kva.example/').host, 'xn--bcher-kva.example')
  assert.equal(checkUrl('http://localhost.example.com/').host, 'localhost.example.com')
})

test('an entry of the allow list opens what it names and no neighbour', () => {
  const allow = parseAllowList(['127.0.0.1', '10.1.0.0/16', 'Hooks.internal', '[fd00::1]'])
  for (const url of [
    'http://127.0.0.1/',
    'http://127.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://10.1.255.255/',
    'http://hooks.internal/',
    'http://[fd00::1]/',
  ]) {
    assert.doesNotThrow(() => checkUrl(url, allow), url)
  }
  for (const url of [
    'http://127.0.0.2/',
    'http://localhost/',
    'http://10.2.0.0/',
    'http://10.0.255.255/',
    'http://a.hooks.internal/',
    'http://db.internal/',
    'http://[fd00::2]/',
    'http://[::1]/',
  ]) {
    assert.throws(() => checkUrl(url, allow), EgressRefused, url)
  }
})

test('an entry that is neither name, address nor range stops the start', () => {
  for (const entry of ['10.0.0.0/99', 'http://x', 'a b', '*.internal', '10.0.0', 'fe80::1%eth0', '127.0.0.1:80']) {
    assert.throws(() => parseAllowList([entry]), Error, entry)
  }
})
