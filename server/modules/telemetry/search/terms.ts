/**
 * What the indexes of attributes in the column store are made of. As long as these indexes exist these texts must not
 * change: an index is used where the expression of a query is the same.
 */

/** Characters of `name=value` that the index knows; a longer one is compared in full beside it. */
export const maxTermLength = 200

const indexed = (name: string) => `substringUTF8(lowerUTF8(${name}), 1, ${maxTermLength})`

/** `cart.size` and `cart.size=12` for an attribute, `host=web-1` for a column, all in lower case. */
const termsOf = (columns: Record<string, string>) => `arrayConcat(
  arrayMap(a -> ${indexed('a.1')}, attributes),
  arrayMap(a -> ${indexed("concat(a.1, '=', a.2)")}, attributes),
  [${Object.entries(columns)
    .map(([name, column]) => indexed(`concat('${name}=', ${column})`))
    .join(', ')}])`

const people = {
  'user.id': 'user_id',
  'user.email': 'user_email',
  'user.name': 'user_name',
  'user.ip': 'user_address',
}

export const eventTerms = termsOf({ host: 'host', route: 'route', ...people })
export const logTerms = termsOf({ host: 'host', ...people })

/** By code points, as the store cuts them. */
export const charactersOf = (text: string) => Array.from(text)

/** As the index has it. */
export const termOf = (name: string, value?: string) =>
  charactersOf((value === undefined ? name : `${name}=${value}`).toLowerCase())
    .slice(0, maxTermLength)
    .join('')

/** The words of a text as ClickHouse's `splitByNonAlpha` sees them: runs of ASCII letters and digits and of all else. */
export const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[\0-\x2f\x3a-\x60\x7b-\x7f]+/)
    .filter(Boolean)
