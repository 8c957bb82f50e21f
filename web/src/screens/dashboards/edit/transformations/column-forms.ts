/** Transformations of columns and of whole tables. */
import type { JsonObject } from '#common/dashboards'
import type { TransformationForm } from './forms.ts'

const none: TransformationForm = { fields: [], start: {} }

export const ofColumns: Readonly<Record<string, TransformationForm>> = {
  organize: {
    fields: [{ kind: 'organize', path: [], label: 'Columns' }],
    start: { excludeByName: {}, indexByName: {}, renameByName: {} },
  },
  filterFieldsByName: {
    fields: [
      { kind: 'names', path: ['include', 'names'], label: 'Keep', list: 'columns', hint: 'None chosen: all.' },
      { kind: 'text', path: ['include', 'pattern'], label: 'Keep those like', mono: true, placeholder: '/^cpu/' },
      { kind: 'text', path: ['exclude', 'pattern'], label: 'Leave out those like', mono: true, placeholder: '/idle$/' },
    ],
    start: { include: { names: [] } },
  },
  filterByRefId: {
    fields: [
      { kind: 'text', path: ['include'], label: 'Keep the query', list: 'queries', hint: 'Several with a bar: A|B' },
      { kind: 'text', path: ['exclude'], label: 'Leave out the query', list: 'queries' },
    ],
    start: {},
  },
  renameByRegex: {
    fields: [
      { kind: 'text', path: ['regex'], label: 'What is found', mono: true, placeholder: '(.*):9100' },
      {
        ...{ kind: 'text', path: ['renamePattern'], label: 'Becomes', mono: true, placeholder: '$1' },
        hint: '$1 is what the first brackets found.',
      },
    ],
    start: { regex: '', renamePattern: '' },
  },
  merge: none,
  joinByField: {
    fields: [
      { kind: 'text', path: ['byField'], label: 'Column', list: 'columns', placeholder: 'the time' },
      {
        ...{ kind: 'choice', path: ['mode'], label: 'Rows', otherwise: 'outer' },
        options: [
          { value: 'outer', word: 'of any table' },
          { value: 'inner', word: 'that all tables have' },
        ],
      },
    ],
    start: { mode: 'outer' },
  },
  concatenate: {
    fields: [
      {
        ...{ kind: 'choice', path: ['frameNameMode'], label: 'The name of the table', otherwise: 'drop' },
        options: [
          { value: 'drop', word: 'is left out' },
          { value: 'field', word: 'goes before the name of the column' },
          { value: 'label', word: 'becomes a label' },
        ],
      },
      {
        ...{ kind: 'text', path: ['frameNameLabel'], label: 'Label', placeholder: 'frame' },
        when: (options) => options['frameNameMode'] === 'label',
      },
    ],
    start: {},
  },
  labelsToFields: {
    fields: [
      {
        ...{ kind: 'choice', path: ['mode'], label: 'Each label is', otherwise: 'columns' },
        options: [
          { value: 'columns', word: 'a column' },
          { value: 'rows', word: 'a row' },
        ],
      },
      {
        ...{ kind: 'names', path: ['keepLabels'], label: 'Only these', list: 'labels', hint: 'None chosen: all.' },
        when: (options) => options['mode'] !== 'rows',
      },
      {
        ...{ kind: 'text', path: ['valueLabel'], label: 'Columns of values are called by', list: 'labels' },
        when: (options) => options['mode'] !== 'rows',
      },
    ],
    start: {},
  },
  convertFieldType: {
    fields: [
      {
        ...{ kind: 'lines', path: ['conversions'], label: 'Columns', add: 'Add column' },
        fresh: { targetField: '', destinationType: 'number' },
        fields: [
          { kind: 'text', path: ['targetField'], label: 'Column', list: 'columns' },
          {
            ...{ kind: 'choice', path: ['destinationType'], label: 'Becomes', otherwise: 'number' },
            options: [
              { value: 'number', word: 'a number' },
              { value: 'string', word: 'a text' },
              { value: 'boolean', word: 'yes or no' },
              { value: 'time', word: 'a time' },
            ],
          },
        ],
      },
    ],
    start: { conversions: [{ targetField: '', destinationType: 'number' }] },
  },
  transpose: {
    fields: [{ kind: 'text', path: ['firstFieldName'], label: 'The first column is called', placeholder: 'Field' }],
    start: {},
  },
  seriesToRows: none,
  calculateField: {
    fields: [
      {
        ...{ kind: 'choice', path: ['mode'], label: 'From', otherwise: 'reduceRow' },
        options: [
          { value: 'reduceRow', word: 'all values of a row' },
          { value: 'binary', word: 'two columns, or a column and a number' },
          { value: 'unary', word: 'one column' },
          { value: 'index', word: 'the number of the row' },
        ],
      },
      { kind: 'calc', path: ['reduce', 'reducer'], label: 'Calculation', when: isMode('reduceRow') },
      {
        ...{
          kind: 'names',
          path: ['reduce', 'include'],
          label: 'Of',
          list: 'columns',
          hint: 'None chosen: all numbers.',
        },
        when: isMode('reduceRow'),
      },
      { kind: 'side', path: ['binary', 'left'], label: 'Column or number', when: isMode('binary') },
      {
        ...{ kind: 'choice', path: ['binary', 'operator'], label: 'Operation', otherwise: '+', when: isMode('binary') },
        options: ['+', '-', '*', '/', '**'].map((value) => ({ value, word: value })),
      },
      { kind: 'side', path: ['binary', 'right'], label: 'Column or number', when: isMode('binary') },
      {
        ...{ kind: 'choice', path: ['unary', 'operator'], label: 'Operation', otherwise: '', when: isMode('unary') },
        options: ['abs', 'exp', 'ln', 'floor', 'ceil', 'round'].map((value) => ({ value, word: value })),
      },
      { kind: 'text', path: ['unary', 'fieldName'], label: 'Column', list: 'columns', when: isMode('unary') },
      { kind: 'text', path: ['alias'], label: 'It is called', placeholder: 'by what it is' },
      { kind: 'switch', path: ['replaceFields'], label: 'Leave out all other columns', otherwise: false },
    ],
    start: { mode: 'reduceRow', reduce: { reducer: 'sum' } },
  },
}

function isMode(mode: string) {
  return (options: JsonObject): boolean => (options['mode'] ?? 'reduceRow') === mode
}
