/** What a page's own style sheet may be made of. Names in lower case. */

export const mediaNodes: ReadonlySet<string> = new Set([
  ...['AtrulePrelude', 'MediaQueryList', 'MediaQuery', 'Condition', 'Feature', 'FeatureRange', 'Identifier'],
  ...['Dimension', 'Number', 'Ratio', 'Operator'],
])

export const selectorNodes: ReadonlySet<string> = new Set([
  ...['SelectorList', 'Selector', 'TypeSelector', 'ClassSelector', 'IdSelector', 'Combinator', 'PseudoClassSelector'],
  ...['PseudoElementSelector', 'Nth', 'AnPlusB', 'Identifier'],
])

/** Not `visited`, which is about the reader, nor what depends on what a reader types. */
export const pseudoClasses: ReadonlySet<string> = new Set([
  ...['root', 'hover', 'focus', 'focus-visible', 'focus-within', 'active', 'link', 'first-child', 'last-child'],
  ...[
    'only-child',
    'first-of-type',
    'last-of-type',
    'nth-child',
    'nth-last-child',
    'nth-of-type',
    'not',
    'is',
    'where',
  ],
  ...['empty', 'dir', 'lang', 'open'],
])

export const pseudoElements: ReadonlySet<string> = new Set([
  ...['before', 'after', 'marker', 'first-line', 'first-letter', 'placeholder', 'selection'],
])

export const valueNodes: ReadonlySet<string> = new Set([
  ...['Value', 'Identifier', 'Number', 'Dimension', 'Percentage', 'Hash', 'Operator', 'Parentheses', 'Ratio'],
])

export const functions: ReadonlySet<string> = new Set([
  ...['rgb', 'rgba', 'hsl', 'hsla', 'hwb', 'lab', 'lch', 'oklab', 'oklch', 'color', 'color-mix', 'light-dark', 'var'],
  ...['calc', 'min', 'max', 'clamp', 'minmax', 'repeat', 'fit-content'],
  ...['linear-gradient', 'radial-gradient', 'conic-gradient', 'repeating-linear-gradient'],
])

const sides = [
  'top',
  'right',
  'bottom',
  'left',
  'inline',
  'block',
  'inline-start',
  'inline-end',
  'block-start',
  'block-end',
]
const corners = [
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
  'start-start',
  'start-end',
  'end-start',
  'end-end',
]
const withSides = (name: string, suffix = ''): string[] => sides.map((side) => `${name}-${side}${suffix}`)

export const properties: ReadonlySet<string> = new Set([
  ...['color', 'background', 'background-color', 'background-image', 'background-size', 'background-position'],
  ...['background-repeat', 'opacity', 'accent-color', 'color-scheme', 'caret-color'],
  ...['border', 'border-color', 'border-style', 'border-width', 'border-radius', ...withSides('border')],
  ...[...withSides('border', '-color'), ...withSides('border', '-style'), ...withSides('border', '-width')],
  ...corners.map((corner) => `border-${corner}-radius`),
  ...['outline', 'outline-color', 'outline-style', 'outline-width', 'outline-offset', 'box-shadow', 'text-shadow'],
  ...['font', 'font-family', 'font-size', 'font-style', 'font-weight', 'font-variant', 'font-variant-numeric'],
  ...['font-stretch', 'font-feature-settings', 'line-height', 'letter-spacing', 'word-spacing', 'text-align'],
  ...['text-decoration', 'text-decoration-color', 'text-decoration-line', 'text-decoration-style'],
  ...[
    'text-decoration-thickness',
    'text-underline-offset',
    'text-transform',
    'text-indent',
    'text-wrap',
    'white-space',
  ],
  ...['overflow-wrap', 'word-break', 'hyphens', 'vertical-align', 'list-style', 'list-style-type', 'content', 'quotes'],
  ...['margin', ...withSides('margin'), 'padding', ...withSides('padding')],
  ...['width', 'min-width', 'max-width', 'height', 'min-height', 'max-height', 'inline-size', 'max-inline-size'],
  ...['block-size', 'max-block-size', 'aspect-ratio', 'box-sizing', 'object-fit'],
  ...['display', 'position', 'order', 'float', 'clear', 'overflow', 'overflow-x', 'overflow-y', 'visibility'],
  ...['flex', 'flex-basis', 'flex-direction', 'flex-flow', 'flex-grow', 'flex-shrink', 'flex-wrap'],
  ...['grid-template-columns', 'grid-template-rows', 'grid-column', 'grid-row', 'grid-auto-flow'],
  ...['gap', 'row-gap', 'column-gap', 'align-items', 'align-content', 'align-self'],
  ...['justify-content', 'justify-items', 'justify-self', 'place-items', 'place-content', 'fill', 'stroke'],
])

/** Where a property could do more than style: lay one thing over another, or say what the JSON does not say. */
export const valuesOf: Readonly<Record<string, ReadonlySet<string>>> = {
  position: new Set(['static', 'relative', 'sticky']),
  content: new Set(['""', "''", 'none', 'normal']),
}
