import { FunctionError, type FunctionContext } from './function.ts'
import { functions } from './functions.ts'
import { fieldsOf, getVariable, innerScope, itemsOf, setVariable, type Scope } from './scope.ts'
import type { Command, Node, Operand, Pipeline, Template } from './syntax.ts'
import { TemplateError } from './template-error.ts'
import { isTrue, maxTextLength, show, TextTooLong, type Value } from './values.ts'

/** Actions, function calls and rounds of loops that one template may take; long arguments count as several. */
export const maxSteps = 100_000
export const maxQueries = 10
/** Templates that call templates. */
export const maxCalls = 20

export type RunInput = FunctionContext & {
  readonly dot: Value
  readonly variables: ReadonlyMap<string, Value>
  /** Runs an instant query at the time of the evaluation; what it throws becomes the error of the template. */
  readonly query: (expression: string) => Promise<readonly Value[]>
}

type Frame = { readonly dot: Value; readonly scope: Scope; readonly calls: number }
/** How a list of nodes ended: at its end, or at a `break` or `continue`. */
type Ended = 'end' | 'break' | 'continue'

/** Runs a template. Throws `TemplateError` for what fails in it and for what is over a limit. */
export async function runTemplate({ body, named }: Template, input: RunInput): Promise<string> {
  const output: string[] = []
  let [length, steps, queries] = [0, 0, 0]

  const write = (text: string, line: number) => {
    length += text.length
    if (length > maxTextLength) throw new TemplateError(`the output is longer than ${maxTextLength} characters`, line)
    output.push(text)
  }
  const step = (line: number, cost = 1) => {
    steps += cost
    if (steps > maxSteps) throw new TemplateError(`more than ${maxSteps} steps`, line)
  }

  const runNodes = async (nodes: readonly Node[], frame: Frame): Promise<Ended> => {
    const inner: Frame = { ...frame, scope: innerScope(frame.scope) }
    for (const node of nodes) {
      const ended = await runNode(node, inner)
      if (ended !== 'end') return ended
    }
    return 'end'
  }

  const runNode = async (node: Node, frame: Frame): Promise<Ended> => {
    if (node.kind === 'text') {
      write(node.text, 1)
      return 'end'
    }
    step(node.line)
    switch (node.kind) {
      case 'action': {
        const value = await evaluate(node.pipeline, frame)
        if (node.pipeline.variables.length === 0)
          write(
            orTemplateError(() => show(value), node.line),
            node.line,
          )
        return 'end'
      }
      case 'break':
      case 'continue':
        return node.kind
      case 'template':
        return runNamed(node.name, node.pipeline ? await evaluate(node.pipeline, frame) : null, node.line, frame)
      case 'range':
        return runRange(node, frame)
      default: {
        const inner: Frame = { ...frame, scope: innerScope(frame.scope) }
        const value = await evaluate(node.pipeline, inner)
        if (!isTrue(value)) return runNodes(node.otherwise, inner)
        return runNodes(node.body, node.kind === 'with' ? { ...inner, dot: value } : inner)
      }
    }
  }

  const runNamed = async (name: string, dot: Value, line: number, frame: Frame): Promise<Ended> => {
    const nodes = named.get(name)
    if (!nodes) throw new TemplateError(`template ${JSON.stringify(name)} not defined`, line)
    if (frame.calls >= maxCalls) throw new TemplateError(`templates call each other more than ${maxCalls} deep`, line)
    return runNodes(nodes, { dot, scope: rootScope(dot), calls: frame.calls + 1 })
  }

  const runRange = async (node: Extract<Node, { kind: 'if' | 'with' | 'range' }>, frame: Frame): Promise<Ended> => {
    const { variables, declares } = node.pipeline
    const inner: Frame = { ...frame, scope: innerScope(frame.scope) }
    const value = await evaluate({ ...node.pipeline, variables: [] }, inner)
    const items = itemsOf(value, node.line)
    if (items.length === 0) return runNodes(node.otherwise, inner)
    for (const [key, item] of items) {
      step(node.line)
      const [first, second] = variables
      if (first !== undefined) setVariable(inner.scope, first, second === undefined ? item : key, declares)
      if (second !== undefined) setVariable(inner.scope, second, item, declares)
      if ((await runNodes(node.body, { ...inner, dot: item })) === 'break') break
    }
    return 'end'
  }

  const evaluate = async (pipeline: Pipeline, frame: Frame): Promise<Value> => {
    let value: Value | undefined
    for (const command of pipeline.commands) value = await runCommand(command, frame, value)
    for (const name of pipeline.variables) setVariable(frame.scope, name, value ?? null, pipeline.declares)
    return value ?? null
  }

  const runCommand = async ({ operands, line }: Command, frame: Frame, piped: Value | undefined): Promise<Value> => {
    const [first, ...others] = operands
    if (first?.kind !== 'function') return first ? operandValue(first, frame, line) : null
    step(line)
    if (first.name === 'and' || first.name === 'or') return shortCircuit(first.name, others, frame, piped, line)
    const args: Value[] = []
    for (const operand of others) args.push(await operandValue(operand, frame, line))
    if (piped !== undefined) args.push(piped)
    return call(first.name, args, line)
  }

  /** The first argument that decides, else the last one; what comes after it is not evaluated. */
  const shortCircuit = async (
    name: 'and' | 'or',
    operands: readonly Operand[],
    frame: Frame,
    piped: Value | undefined,
    line: number,
  ): Promise<Value> => {
    let value: Value | undefined
    for (const operand of operands) {
      value = await operandValue(operand, frame, line)
      if (isTrue(value) === (name === 'or')) return value
    }
    value = piped ?? value
    if (value === undefined) throw new TemplateError(`wrong number of args for ${name}`, line)
    return value
  }

  const call = async (name: string, args: readonly Value[], line: number): Promise<Value> => {
    step(line, costOf(name, args))
    if (name === 'query') return runQuery(args, line)
    const result = orTemplateError(() => functions.get(name)?.(args, input) ?? null, line, `error calling ${name}: `)
    if (typeof result === 'string' && result.length > maxTextLength) {
      throw new TemplateError(`error calling ${name}: ${new TextTooLong().message}`, line)
    }
    return result
  }

  const runQuery = async (args: readonly Value[], line: number): Promise<Value> => {
    const [expression] = args
    if (args.length !== 1 || typeof expression !== 'string') throw new TemplateError('query takes one string', line)
    if (++queries > maxQueries) throw new TemplateError(`more than ${maxQueries} queries`, line)
    return input.query(expression)
  }

  const operandValue = async (operand: Operand, frame: Frame, line: number): Promise<Value> => {
    switch (operand.kind) {
      case 'value':
        return operand.value
      case 'function':
        return runCommand({ operands: [operand], line }, frame, undefined)
      case 'dot':
        return fieldsOf(frame.dot, operand.fields, line)
      case 'variable':
        return fieldsOf(getVariable(frame.scope, operand.name), operand.fields, line)
      case 'pipeline':
        return fieldsOf(await evaluate(operand.pipeline, frame), operand.fields, line)
    }
  }

  const rootScope = (dot: Value): Scope => ({ values: new Map([...input.variables, ['$', dot]]), outer: undefined })

  await runNodes(body, { dot: input.dot, scope: rootScope(input.dot), calls: 0 })
  return output.join('')
}

/** Runs what may refuse a value, and says on which line it did. */
function orTemplateError<T>(run: () => T, line: number, prefix = ''): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof FunctionError || error instanceof TextTooLong)
      throw new TemplateError(prefix + error.message, line)
    throw error
  }
}

/** Steps that a call counts for. Regular expressions take time with the text and with the pattern. */
function costOf(name: string, args: readonly Value[]): number {
  const texts = args.filter((value) => typeof value === 'string')
  const length = texts.reduce((sum, text) => sum + text.length, 0)
  if (name !== 'match' && name !== 'reReplaceAll') return 1 + Math.floor(length / 1024)
  const [pattern = ''] = texts
  // `a{1000}` is a thousand times an a.
  const counts = [...pattern.matchAll(/\{(\d+),?(\d*)\}/g)].flatMap(([, from, to]) => [Number(from), Number(to)])
  const repeats = counts.reduce((most, count) => Math.max(most, count), 1)
  // Each replaced match walks the text again.
  const again = name === 'reReplaceAll' ? (length * length) / 16_384 : 0
  return 1 + Math.floor((pattern.length * repeats * length) / 1024 + again)
}
