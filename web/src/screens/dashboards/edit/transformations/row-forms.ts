/** Transformations of rows: which stay, in which order, and what they become together. */
import type { JsonObject } from '#common/dashboards'
import { getIn } from '../set-in.ts'
import type { OptionField, TransformationForm } from './forms.ts'

const conditions = [
  { value: 'greater', word: 'is greater than' },
  { value: 'greaterOrEqual', word: 'is at least' },
  { value: 'lower', word: 'is less than' },
  { value: 'lowerOrEqual', word: 'is at most' },
  { value: 'range', word: 'lies between' },
  { value: 'equal', word: 'is' },
  { value: 'notEqual', word: 'is not' },
  { value: 'substring', word: 'has in it' },
  { value: 'notSubstring', word: 'does not have in it' },
  { value: 'regex', word: 'fits the pattern' },
  { value: 'isNull', word: 'is absent' },
  { value: 'isNotNull', word: 'is there' },
] as const

const conditionOf = (line: JsonObject): unknown => getIn(line, ['config', 'id'])
const isRange = (line: JsonObject): boolean => ['range', 'between'].includes(String(conditionOf(line)))
const isAlone = (line: JsonObject): boolean => ['isNull', 'isNotNull'].includes(String(conditionOf(line)))

const filter: readonly OptionField[] = [
  { kind: 'text', path: ['fieldName'], label: 'Column', list: 'columns' },
  { kind: 'choice', path: ['config', 'id'], label: 'Which', otherwise: 'greater', options: conditions },
  {
    ...{ kind: 'value', path: ['config', 'options', 'value'], label: 'Value' },
    when: (line) => !isRange(line) && !isAlone(line),
  },
  { kind: 'value', path: ['config', 'options', 'from'], label: 'From', when: isRange },
  { kind: 'value', path: ['config', 'options', 'to'], label: 'To', when: isRange },
]
const freshFilter = { fieldName: '', config: { id: 'greater', options: { value: 0 } } }

export const ofRows: Readonly<Record<string, TransformationForm>> = {
  filterByValue: {
    fields: [
      {
        ...{ kind: 'choice', path: ['type'], label: 'Rows that fit', otherwise: 'include' },
        options: [
          { value: 'include', word: 'stay' },
          { value: 'exclude', word: 'go' },
        ],
      },
      {
        ...{ kind: 'choice', path: ['match'], label: 'A row fits when', otherwise: 'any' },
        options: [
          { value: 'any', word: 'one condition is met' },
          { value: 'all', word: 'all conditions are met' },
        ],
      },
      {
        kind: 'lines',
        path: ['filters'],
        label: 'Conditions',
        add: 'Add condition',
        fields: filter,
        fresh: freshFilter,
      },
    ],
    start: { type: 'include', match: 'any', filters: [freshFilter] },
  },
  sortBy: {
    fields: [
      {
        ...{ kind: 'lines', path: ['sort'], label: 'Order', add: 'Add column', fresh: { field: '', desc: true } },
        fields: [
          { kind: 'text', path: ['field'], label: 'Column', list: 'columns' },
          { kind: 'descending', path: ['desc'], label: 'Begins with' },
        ],
      },
    ],
    start: { sort: [{ field: '', desc: true }] },
  },
  limit: {
    fields: [
      {
        ...{ kind: 'number', path: ['limitField'], label: 'Rows', otherwise: 10 },
        hint: 'Below zero: the last rows.',
      },
    ],
    start: { limitField: 10 },
  },
  groupBy: { fields: [{ kind: 'groups', path: ['fields'], label: 'Columns' }], start: { fields: {} } },
  reduce: {
    fields: [
      {
        ...{ kind: 'choice', path: ['mode'], label: 'As', otherwise: 'seriesToRows' },
        options: [
          { value: 'seriesToRows', word: 'a row for each series' },
          { value: 'reduceFields', word: 'columns as they are, with one value' },
        ],
      },
      { kind: 'calcs', path: ['reducers'], label: 'Calculations' },
      { kind: 'switch', path: ['includeTimeField'], label: 'Times as well', otherwise: false },
      {
        ...{ kind: 'switch', path: ['labelsToFields'], label: 'A column for each label', otherwise: false },
        when: (options) => options['mode'] !== 'reduceFields',
      },
    ],
    start: { mode: 'seriesToRows', reducers: ['lastNotNull'] },
  },
}
