/** What the tables of one module demand of the filling beyond what their types say. */
import type { RawBuilder } from 'kysely'
import type { Whom } from '../types.fixture.ts'

export type Demands = {
  /** What constraints want that types do not say: a value for the column of a table (`table.column`), in SQL. */
  values?: Record<string, (whom: Whom) => RawBuilder<unknown>>
  /** What a row that is part of a project holds, where that is no plain column. */
  ofProject?: Record<string, (whom: Whom, mark: () => string) => RawBuilder<unknown>>
  /** Columns (`table.column`) that are left empty, because another one excludes them. */
  empty?: readonly string[]
  /** Tables whose rows are made by what they are for, or that are nobody's. */
  madeElsewhere?: readonly string[]
  /** Tables of no project that rows of one refer to, in the order of their filling: nothing of these ends with it. */
  besides?: readonly string[]
}
