/** No entry, no table: what the migrated stores hold is what the inventory declares. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { sql } from '#platform/database'
import { analyticsKept, cookieNames, requestLogFields } from '#platform/http'
import type { Store } from '#platform/inventory'
import { logFieldNames } from '#platform/log'
import { testServices } from '#testing'
import { inventory, jobs } from './app.ts'

test('every column of the database is declared once, and none is declared that does not exist', async () => {
  const { database } = await testServices()
  const columns = await sql<{ tableName: string; columnName: string }>`
    select table_name, column_name from information_schema.columns where table_schema = 'public'`.execute(
    database.kysely,
  )
  compare(
    'database',
    columns.rows.map(({ tableName, columnName }) => `${tableName}.${columnName}`),
  )
})

test('every column of the column store is declared once, and none is declared that does not exist', async () => {
  const { columns } = await testServices()
  const rows = await columns.query<{ place: string }>(
    `select concat(table, '.', name) as place from system.columns
     where database = currentDatabase() and table != 'watchword_migrations'`,
  )
  compare(
    'columns',
    rows.map(({ place }) => place),
  )
})

test('every field of a log is declared, and there are two logs', () => {
  const declared = (wanted: string): string[] =>
    inventory.filter(({ store, place }) => store === 'log' && place === wanted).flatMap(({ fields }) => fields)
  assert.deepEqual(declared('log').sort(), [...logFieldNames].sort())
  assert.deepEqual(declared('requests').sort(), [...requestLogFields].sort())
  assert.deepEqual([...new Set(placesOf('log'))], ['log', 'requests'])
})

test('every key that the web app keeps in the browser is declared', () => {
  const source = readFileSync(new URL('../web/src/storage.ts', import.meta.url), 'utf8')
  const keys = [...source.matchAll(/name: '([\w.-]+)'/g)].map((match) => match[1])
  assert.ok(keys.length > 0)
  assert.deepEqual(
    inventory
      .filter(({ store }) => store === 'browserStorage')
      .map(({ place }) => place)
      .sort(),
    [...keys, analyticsKept.choice].sort(),
  )
})

test('every table with a workspace is under row-level security that binds its owner too', async () => {
  const { database } = await testServices()
  const tables = await sql<{ relname: string; relrowsecurity: boolean; relforcerowsecurity: boolean }>`
    select relname, relrowsecurity, relforcerowsecurity from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
      and relname not like 'schema_migrations%'`.execute(database.kysely)
  for (const { relname, relrowsecurity, relforcerowsecurity } of tables.rows) {
    assert.ok(relrowsecurity && relforcerowsecurity, relname)
  }
})

test('every view runs with the rights of whoever asks', async () => {
  const { database } = await testServices()
  const views = await sql<{ relname: string }>`
    select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
      and not coalesce(reloptions::text[] && array['security_invoker=true', 'security_invoker=on'], false)`.execute(
    database.kysely,
  )
  assert.deepEqual(views.rows, [])
})

function compare(store: 'database' | 'columns', found: readonly string[]): void {
  const declared = inventory
    .filter((entry) => entry.store === store)
    .flatMap(({ place, fields }) => fields.map((field) => `${place}.${field}`))
  assert.deepEqual(
    declared.filter((name, index) => declared.indexOf(name) !== index),
    [],
    'declared twice',
  )
  assert.deepEqual(found.filter((name) => !declared.includes(name)).sort(), [], 'in the store and not declared')
  assert.deepEqual(declared.filter((name) => !found.includes(name)).sort(), [], 'declared and not in the store')
}

test('every entry says what it is for and on which ground; a duty of law names where it stands [SEN-07, AHU-12, AHU-19]', () => {
  for (const entry of inventory) {
    const grounds = Object.values(entry.purposes)
    assert.ok(grounds.length > 0, entry.place)
    for (const ground of grounds) if (typeof ground === 'object') assert.match(ground.law, /\w+ .*\d/, entry.place)
    // What is about somebody belongs to a category of the published policy.
    if (entry.subject.length > 0) assert.notEqual(entry.category, '-', `${entry.place}.${entry.fields.join()}`)
    if (typeof entry.erase === 'object') assert.ok(entry.erase.keep && entry.erase.until, entry.place)
  }
})

test('what an entry says of columns, by which people are found and age is counted, names columns that exist', () => {
  const fields = new Map<string, Set<string>>()
  for (const { store, place, fields: own } of inventory) {
    fields.set(`${store} ${place}`, new Set([...(fields.get(`${store} ${place}`) ?? []), ...own]))
  }
  for (const entry of inventory) {
    const has = (column: string, place = entry.place): void =>
      assert.ok(fields.get(`${entry.store} ${place}`)?.has(column), `${entry.place}: ${place}.${column}`)
    for (const { from } of entry.retention.ages ?? []) has(from)
    for (const subject of entry.subject) {
      if ('userId' in subject) has(subject.userId)
      if ('address' in subject) has(subject.address)
      if ('of' in subject) {
        has(subject.column)
        has(subject.key, subject.of)
      }
    }
  }
})

test('a job carries ids and times, and nothing about anybody [OPS-28]', () => {
  const declared = /(?:^id|Ids?|^number|^epoch|^version|^hours|^at|At|^before)$/
  for (const { name, input } of jobs) {
    const { properties = {} } = z.toJSONSchema(input, { unrepresentable: 'any' })
    for (const field of Object.keys(properties)) assert.match(field, declared, `${name} carries ${field}`)
  }
})

test('every cookie that the program can set is declared', () => {
  const names = [...Object.values(cookieNames).flat(), ...analyticsKept.cookies]
  assert.deepEqual(placesOf('cookie'), [...names].sort())
})

const placesOf = (store: Store): string[] =>
  inventory
    .filter((entry) => entry.store === store)
    .map(({ place }) => place)
    .sort()
