/** Which options a transformation has, as data: where each stands in its JSON, and how it is asked for. */
import type { JsonObject } from '#common/dashboards'

type Words = readonly { value: string; word: string }[]
type Base = {
  path: readonly string[]
  label: string
  hint?: string
  /** Shown only while the options (of the line that it stands in) say so. */
  when?: (options: JsonObject) => boolean
}

type Offered = 'columns' | 'labels' | 'queries'

export type OptionField = Base &
  (
    | { kind: 'text'; list?: Offered; mono?: boolean; placeholder?: string }
    /** A number where it is one, else a text. */
    | { kind: 'value' }
    /** The name of a column, or a number. */
    | { kind: 'side' }
    | { kind: 'number'; min?: number; max?: number; otherwise?: number }
    | { kind: 'choice'; options: Words; otherwise: string }
    | { kind: 'switch'; otherwise: boolean }
    | { kind: 'descending' }
    /** Several names, of those that there are. */
    | { kind: 'names'; list: Offered }
    | { kind: 'calcs' }
    | { kind: 'calc' }
    | { kind: 'lines'; fields: readonly OptionField[]; fresh: JsonObject; add: string }
    | { kind: 'organize' }
    | { kind: 'groups' }
  )

/** `start` is what a new one begins with, so that it does something sensible at once. */
export type TransformationForm = { fields: readonly OptionField[]; start: JsonObject }
