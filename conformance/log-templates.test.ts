import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { linesOf, systemNames } from '../server/modules/telemetry/log-templates/lines.fixture.ts'
import { parseCsv, run } from './log-templates.ts'

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

test('any directory of labelled logs is measured, with a count of files that pass and the mean', () => {
  const directory = mkdtempSync(join(tmpdir(), 'watchword-logs-'))
  try {
    for (const system of systemNames.slice(0, 3)) {
      const name = system.replaceAll(' ', '')
      const lines = linesOf(system, 500)
      mkdirSync(join(directory, name))
      writeFileSync(join(directory, name, `${name}_2k.log`), lines.map(({ text }) => text).join('\n'))
      const rows = lines.map(({ text, label }, index) => [index + 1, quoted(text), quoted(label)].join())
      const csv = ['LineId,Content,EventTemplate', ...rows].join('\r\n')
      writeFileSync(join(directory, name, `${name}_2k.log_structured.csv`), csv)
    }
    writeFileSync(
      join(directory, 'Wrong_2k.log_structured.csv'),
      'LineId,Content,EventId\n1,user alice left,E1\n2,user alice left,E2',
    )
    writeFileSync(join(directory, 'Odd_2k.log_structured.csv'), 'a,b\n1,2')
    const { cases, notes = [] } = run(directory)
    assert.deepEqual(
      cases.map(({ name, failure }) => [name, failure === null]),
      [
        ['Odd_2k', false],
        ['Wrong_2k', false],
        ['distributedfiles_2k', true],
        ['secureshell_2k', true],
        ['webserver_2k', true],
      ],
    )
    assert.match(notes.at(-1) ?? '', /^mean grouping accuracy 0\.\d{3} over 4 files$/)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})

test('quotes, commas and line breaks within fields are read', () => {
  assert.deepEqual(parseCsv('a,b\n"x, ""y""","1\n2"\r\n,\n'), [
    ['a', 'b'],
    ['x, "y"', '1\n2'],
    ['', ''],
  ])
  assert.throws(() => parseCsv('a"b,c'))
})
