import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPublic, parseAddress, parseRange } from './address.ts'

const judge = (text: string) => {
  const address = parseAddress(text)
  assert.ok(address, `${text} is an address`)
  return isPublic(address)
}

// first, last, and the public neighbours on either side (null: the neighbour belongs to another refused range)
const ipv4Ranges: [string, string, string | null, string | null][] = [
  ['0.0.0.0', '0.255.255.255', null, '1.0.0.0'],
  ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
  ['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
  ['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
  ['168.63.129.16', '168.63.129.16', '168.63.129.15', '168.63.129.17'],
  ['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
  ['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
  ['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
  ['192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
  ['192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
  ['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
  ['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
  ['198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
  ['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
  ['224.0.0.0', '239.255.255.255', '223.255.255.255', null],
  ['240.0.0.0', '255.255.255.255', null, null],
]

const all = 'ffff:ffff:ffff:ffff:ffff:ffff'
const ipv6Ranges: [string, string, string | null, string | null][] = [
  ['::', '::1', null, null],
  ['100::', '100::ffff:ffff:ffff:ffff', null, null],
  ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', null, null],
  ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff', null, null],
  ['2001:20::', `2001:2f:${all}`, null, null],
  ['2001:1ff::', `2001:1ff:${all}`, null, '2001:200::'],
  ['2001:db8::', `2001:db8:${all}`, `2001:db7:${all}`, '2001:db9::'],
  ['3fff::', `3fff:fff:${all}`, `3ffe:ffff:${all}`, '3fff:1000::'],
  ['4000::', `5fff:ffff:${all}`, `3fff:ffff:${all}`, null],
  ['fc00::', `fdff:ffff:${all}`, null, null],
  ['fe80::', `febf:ffff:${all}`, null, null],
  ['fec0::', `feff:ffff:${all}`, null, null],
  ['ff00::', `ffff:ffff:${all}`, null, null],
]

for (const [first, last, before, after] of [...ipv4Ranges, ...ipv6Ranges]) {
  test(`${first} to ${last} is refused at both ends and its neighbours are judged by their own`, () => {
    assert.equal(judge(first), false)
    assert.equal(judge(last), false)
    if (before) assert.equal(judge(before), true, before)
    if (after) assert.equal(judge(after), true, after)
  })
}

test('an IPv4 address inside an IPv6 address is taken out and judged', () => {
  for (const [first, last] of ipv4Ranges) {
    for (const inner of [first, last]) {
      const hex = [...parseAddress(inner)!].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      const flipped = [...parseAddress(inner)!].map((byte) => (byte ^ 0xff).toString(16).padStart(2, '0')).join('')
      assert.equal(judge(`::ffff:${inner}`), false, `mapped ${inner}`)
      assert.equal(judge(`::${inner}`), false, `compatible ${inner}`)
      assert.equal(judge(`64:ff9b::${inner}`), false, `NAT64 ${inner}`)
      assert.equal(judge(`2002:${hex.slice(0, 4)}:${hex.slice(4)}::1`), false, `6to4 ${inner}`)
      assert.equal(judge(`2001:0:808:808::${flipped.slice(0, 4)}:${flipped.slice(4)}`), false, `Teredo client ${inner}`)
      assert.equal(judge(`2001:0:${hex.slice(0, 4)}:${hex.slice(4)}::f7f7:f7f7`), false, `Teredo server ${inner}`)
    }
  }
  assert.equal(judge('::ffff:8.8.8.8'), true)
  assert.equal(judge('64:ff9b::8.8.8.8'), true)
  assert.equal(judge('2002:808:808::1'), true)
  assert.equal(judge('2001:0:808:808::f7f7:f7f7'), true)
})

test('ordinary public addresses pass', () => {
  for (const address of ['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001:81b::200e']) {
    assert.equal(judge(address), true, address)
  }
})

test('a zone, a name and a half address are no addresses; a range needs a valid prefix length', () => {
  for (const text of ['fe80::1%eth0', 'localhost', '127.1', '0x7f000001', ''])
    assert.equal(parseAddress(text), undefined)
  for (const text of ['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0/8', 'fe80::%1/64', '10.0.0.0/-1']) {
    assert.throws(() => parseRange(text), /is no address|prefix length/, text)
  }
})
