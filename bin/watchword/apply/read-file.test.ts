import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FileError } from './positions.ts'
import { maxFileBytes, readFile } from './read-file.ts'

const read = (text: string, environment: Record<string, string> = {}) => readFile(text, environment)

function refused(text: string, message: RegExp): void {
  assert.throws(
    () => read(text),
    (error) => {
      assert.ok(error instanceof FileError, String(error))
      assert.match(error.message, message)
      return true
    },
  )
}

test('a variable of the environment is a text whatever is in it, and $${…} stands for itself', () => {
  const { entries, secrets } = read(
    'name: shop\nchannels:\n  - { name: "$${TOKEN}", type: webhook, url: "https://x/${TOKEN}" }\n',
    { TOKEN: 'abc: "d"' },
  )
  assert.deepEqual(
    entries.map(({ item }) => item),
    [{ name: '${TOKEN}', type: 'webhook', url: 'https://x/abc: "d"' }],
  )
  assert.deepEqual([...secrets], ['https://x/abc: "d"'])
  refused(
    'name: shop\nchannels:\n  - name: ${NOBODY}\n',
    /^line 3, column 11: channels\.0\.name: the environment has no NOBODY$/,
  )
})

test('every mistake is told with the line and the column at which it stands', () => {
  refused('name: shop\nchannels: [', /^line 2, column 12: /)
  refused('name: shop\nname: shop\n', /^line 2, column 1: Map keys must be unique$/)
  refused('name: shop\nmonitor: []\n', /^line 2, column 10: monitor: monitor is not known here$/)
  refused('name: shop\nchannels:\n  - { name: ${A}, type: email }\n', /^line 3, column 14: .* needs quotes here$/)
  refused('name: Shop!\n', /^line 1, column 7: name: /)
  refused('- a\n', /^line 1, column 1: expected object, received array$/)
  refused('', /^line 1, column 1: /)
  const monitor = (rest: string) => `name: shop\nmonitors:\n  - project: Shop\n    name: Front\n${rest}`
  refused(monitor(''), /^line 3, column 5: monitors\.0\.spec: spec is missing$/)
  refused(
    monitor('    intervalSeconds: "60"\n    spec: { type: http, url: https://a, methd: GET }\n'),
    /^line 5, column 22: monitors\.0\.intervalSeconds: expected number, received string\nline 6, column 48: monitors\.0\.spec\.methd: /,
  )
  refused(
    monitor('    spec: { type: htp }\n'),
    /^line 5, column 19: monitors\.0\.spec\.type: expected one of http, tcp, /,
  )
  refused(
    monitor('    spec: { type: tcp, host: a }\n'),
    /^line 5, column 11: monitors\.0\.spec\.port: port is missing$/,
  )
  refused('name: shop\nprojects:\n  - name: A\n  - name: A\n', /^line 4, column 5: the project A is named twice$/)
})

test('what looks like a part of the program is no more than a name that is not known', () => {
  refused('name: shop\n__proto__: { a: 1 }\n', /__proto__ is not known here/)
  refused('name: shop\nprojects:\n  - { name: A, constructor: 1 }\n', /constructor is not known here/)
  assert.equal(({} as Record<string, unknown>)['a'], undefined)
})

test('a file that would grow, goes too deep, is too long or has too many entries is refused', () => {
  const twice = (n: number) => `*${n === 0 ? 'a' : `b${n - 1}`}`
  const bomb = Array.from({ length: 12 }, (_, n) => `b${n}: &b${n} [${twice(n)}, ${twice(n)}]`)
  refused(`name: shop\na: &a [x]\n${bomb.join('\n')}\n`, /alias/i)
  refused(`name: shop\nprojects: ${'['.repeat(100_000)}`, /nested too deeply/)
  refused(`name: shop\nx: "${'a'.repeat(maxFileBytes)}"`, /larger than 8 MiB/)
  const many = Array.from({ length: 12_001 }, (_, n) => `  - { name: a${n} }\n`).join('')
  refused(`name: shop\nprojects:\n${many}`, /^line 3, column 3: projects: .*12000/)
})

test('of hundreds of mistakes the first twenty are told', () => {
  const many = Array.from({ length: 300 }, (_, n) => `  - { name: a${n}, colour: red }\n`).join('')
  assert.throws(
    () => read(`name: shop\nprojects:\n${many}`),
    (error) =>
      error instanceof FileError && error.message.split('\n').length === 21 && error.message.endsWith('and 280 more'),
  )
})
