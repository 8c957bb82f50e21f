import type { Value } from './values.ts'

/** The tree of a template. Every node has the line on which it begins. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipeline: Pipeline; readonly line: number }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly pipeline: Pipeline
      readonly body: Node[]
      readonly otherwise: Node[]
      readonly line: number
    }
  | { readonly kind: 'break' | 'continue'; readonly line: number }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined; readonly line: number }

/** `$a, $b := first | second`: each command gets the result of the one before as its last argument. */
export type Pipeline = {
  readonly variables: readonly string[]
  /** False for `=`, which changes a variable that there is. */
  readonly declares: boolean
  readonly commands: readonly Command[]
  readonly line: number
}

/** An operand alone, or a function with its arguments. */
export type Command = { readonly operands: readonly Operand[]; readonly line: number }

export type Operand =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'dot'; readonly fields: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly fields: readonly string[] }

export type Template = { readonly body: readonly Node[]; readonly named: ReadonlyMap<string, readonly Node[]> }
