import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSearch, stringifySearch } from './search-text.ts'

test('values of variables are texts, one or several, and come back as they went', () => {
  const search = { from: 'now-6h', 'var-version': ['1.10'], 'var-job': ['a&b', '["x"]', 'true'], panel: 4 }
  assert.deepEqual({ ...parseSearch(stringifySearch(search)) }, search)
  const read = parseSearch('?var-node=a%3A9100&var-node=b&q=4')
  assert.deepEqual([read['var-node'], read['q']], [['a:9100', 'b'], 4])
})

test('an address without variables is written as before', () => {
  assert.equal(stringifySearch({ expr: ['up'], off: undefined }), '?expr=%5B%22up%22%5D')
  assert.equal(stringifySearch({}), '')
})
