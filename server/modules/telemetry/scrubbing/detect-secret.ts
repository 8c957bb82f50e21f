import { merge, spansOf, type Span } from './spans.ts'

/** How those who issue keys let them begin, so that such searches find them. */
const known = [
  { hint: '_', pattern: /(?<![A-Za-z0-9])[spr]k_(?:live|test)_[A-Za-z0-9]{10,250}/g },
  { hint: 'gh', pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255})/g },
  { hint: 'glpat-', pattern: /(?<![A-Za-z0-9])glpat-[\w-]{20,64}/g },
  { hint: 'xox', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,250}/g },
  { hint: 'A', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { hint: 'AIza', pattern: /(?<![A-Za-z0-9])AIza[\w-]{35}/g },
  { hint: 'ya29.', pattern: /(?<![A-Za-z0-9])ya29\.[\w-]{20,500}/g },
  { hint: 'sk-', pattern: /(?<![A-Za-z0-9])sk-(?:ant-|proj-|or-)?[\w-]{20,250}/g },
  { hint: 'SG.', pattern: /(?<![A-Za-z0-9])SG\.[\w-]{16,64}\.[\w-]{16,64}/g },
  { hint: 'npm_', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g },
  { hint: 'pypi-', pattern: /(?<![A-Za-z0-9])pypi-[\w-]{50,250}/g },
  { hint: 'whsec_', pattern: /(?<![A-Za-z0-9])whsec_[\w+/=-]{16,250}/g },
  { hint: 'wwk_', pattern: /(?<![A-Za-z0-9])wwk_[\w-]{16,250}/g },
  { hint: 'hooks.slack.com/', pattern: /hooks\.slack\.com\/(?:services|workflows)\/([\w/]{10,200})/g },
  { hint: '://', pattern: /:\/\/[^\s/:@?#]{0,64}:([^\s/@?#]{1,128})@/g },
] as const

const schemes = /(?<![A-Za-z0-9])(?:bearer|basic|token|apikey)\s{1,3}([\w.~+/=-]{8,4000})/gi
const hasScheme = /bearer|basic|token|apikey/i

export function findSecrets(text: string): Span[] {
  let spans: Span[] = []
  if (text.length < 9) return spans
  for (const { hint, pattern } of known) if (text.includes(hint)) spans = merge(spans, spansOf(text, pattern))
  if (hasScheme.test(text)) spans = merge(spans, spansOf(text, schemes, isNoWord))
  return spans
}

/** "token expired" and "Basic authentication" are words. */
const isNoWord = (found: string) => /\d/.test(found) || /[a-z][A-Z]/.test(found) || found.length > 24

/** `-----BEGIN … PRIVATE KEY-----` up to its end, or to the end of the text where that was cut off. */
export function findPrivateKeys(text: string): Span[] {
  const spans: Span[] = []
  const begin = '-----BEGIN '
  for (let start = text.indexOf(begin); start !== -1;) {
    const label = text.slice(start + begin.length, start + begin.length + 60)
    let next = start + begin.length
    if (/^[A-Z0-9 ]{0,40}PRIVATE KEY/.test(label)) {
      const close = text.indexOf('-----END ', next)
      const tail = close === -1 ? -1 : text.indexOf('-----', close + 9)
      next = tail === -1 ? text.length : tail + 5
      spans.push({ start, end: next })
    }
    start = text.indexOf(begin, next)
  }
  return spans
}
