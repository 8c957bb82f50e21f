import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patternProblems, readDashboard } from '../index.ts'

const refused = (at: string): string => String.raw`(${at})\1`

test('each pattern of a panel that is not applied is told, wherever it stands, and where the dashboard is read', () => {
  const mapping = (at: string) => ({ type: 'regex', options: { pattern: refused(at), result: { text: 'x' } } })
  const json = {
    title: 'Hostile',
    panels: [
      {
        ...{ type: 'stat', options: { reduceOptions: { calcs: ['last'], fields: `/${refused('reduce')}/` } } },
        fieldConfig: {
          defaults: { mappings: [mapping('mapping')] },
          overrides: [
            { matcher: { id: 'byRegexp', options: refused('override') }, properties: [] },
            {
              matcher: {
                id: 'anyMatch',
                options: [{ id: 'invertMatch', options: { id: 'byRegexp', options: refused('inner') } }],
              },
              properties: [{ id: 'mappings', value: [mapping('property')] }],
            },
            { matcher: { id: 'byRegexp', options: 'cpu.*' }, properties: [] },
          ],
        },
        transformations: [
          { id: 'renameByRegex', options: { regex: refused('rename'), renamePattern: '' } },
          { id: 'renameByRegex', disabled: true, options: { regex: refused('off'), renamePattern: '' } },
          {
            id: 'filterFieldsByName',
            options: { include: { pattern: refused('keep') }, exclude: { pattern: refused('leave') } },
          },
          {
            id: 'filterByValue',
            options: { filters: [{ fieldName: 'a', config: { id: 'regex', options: { value: refused('value') } } }] },
          },
        ],
      },
    ],
  }
  const { dashboard, problems } = readDashboard(json)
  const [panel] = dashboard.panels
  assert.ok(panel)
  const told = patternProblems(panel)
  const places = ['override', 'inner', 'property', 'mapping', 'rename', 'keep', 'leave', 'value', 'reduce']
  assert.deepEqual(
    told.map((text) => /\((\w+)\)/.exec(text)?.[1]),
    places,
  )
  for (const text of told) assert.match(text, /refers back/)
  assert.deepEqual(
    problems.map(({ at, text }) => [at, text]),
    told.map((text) => ['panels[0]', text]),
  )
})
