import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLabelName } from './label-name.ts'

test('names in addresses are read back, by the rule and as the example has it', () => {
  const names = {
    instance: 'instance',
    U__http_2e_status__code: 'http.status_code',
    U__http_2e_status_code: 'http.status_code',
    U___1f600_: '😀',
    U____: '_',
    U__: '',
    U___ffffff_: 'U___ffffff_',
    _private: '_private',
  }
  for (const [text, name] of Object.entries(names)) assert.equal(readLabelName(text), name, text)
})
