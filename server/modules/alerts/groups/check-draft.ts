/** What is wrong with a group that somebody wrote, with the field and the words for it. Pure. */
import { parse, PromqlError, stableFeatures, typeOf } from '#modules/metrics'
import type { FieldError } from '#platform/errors'
import { maxLabels, maxAnnotations } from '../limits.ts'
import type { GroupDraft, RuleDraft, Texts } from '../rule.ts'
import { checkTemplate } from '../rules/templates/expand.ts'
import { TemplateError } from '../rules/templates/template-error.ts'

/** Lengths and numbers are checked where it is read; here is what needs the languages. None: it is good. */
export function checkGroup({ labels, rules }: GroupDraft): FieldError[] {
  return [
    ...checkLabels('labels', labels),
    ...rules.flatMap((rule, at) => checkRule(rule).map((error) => ({ ...error, path: `rules.${at}.${error.path}` }))),
  ]
}

export function checkRule(rule: RuleDraft): FieldError[] {
  const wrong = checkExpression(rule.expr)
  return [
    ...(wrong === undefined ? [] : [{ path: 'expr', message: wrong }]),
    ...checkLabels('labels', rule.labels),
    ...(rule.kind === 'recording' ? checkRecording(rule) : checkAlerting(rule)),
  ]
}

/** The message of the language, with line and column; undefined for an expression that a rule may have. */
export function checkExpression(expr: string): string | undefined {
  try {
    const type = typeOf(parse(expr, stableFeatures))
    return type === 'vector' || type === 'scalar'
      ? undefined
      : `a rule needs an instant vector or a scalar, and this is a ${type === 'matrix' ? 'range vector' : type}`
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    return error.message
  }
}

function checkRecording({ name, forMs, keepFiringForMs, annotations }: RuleDraft): FieldError[] {
  const errors: FieldError[] = []
  if (/[{}]/.test(name)) errors.push({ path: 'name', message: 'the name of a series has no braces' })
  if (forMs > 0 || keepFiringForMs > 0) errors.push({ path: 'forMs', message: 'a recording rule does not wait' })
  if (Object.keys(annotations).length > 0) {
    errors.push({ path: 'annotations', message: 'a recording rule has no annotations' })
  }
  return errors
}

function checkAlerting({ labels, annotations }: RuleDraft): FieldError[] {
  const errors = [...checkTexts('labels', labels), ...checkTexts('annotations', annotations)]
  for (const name of Object.keys(annotations)) {
    if (name === '') errors.push({ path: 'annotations', message: 'an annotation has a name' })
  }
  if (Object.keys(annotations).length > maxAnnotations) {
    errors.push({ path: 'annotations', message: `a rule has ${maxAnnotations} annotations at most` })
  }
  return errors
}

function checkLabels(path: string, labels: Texts): FieldError[] {
  const names = Object.keys(labels)
  const bad = names.filter((name) => name === '' || name === '__name__')
  return [
    ...bad.map((name) => ({ path, message: `${JSON.stringify(name)} is no name of a label` })),
    ...(names.length > maxLabels ? [{ path, message: `there are ${maxLabels} labels at most` }] : []),
  ]
}

function checkTexts(path: string, texts: Texts): FieldError[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    try {
      checkTemplate(text)
      return []
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      return [{ path: `${path}.${name}`, message: `line ${error.line} of the template: ${error.message}` }]
    }
  })
}
