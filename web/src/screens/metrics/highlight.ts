/** Colours of PromQL, by the names of its syntax tree and with the tokens of the theme. */
import { syntaxTree } from '@codemirror/language'
import { RangeSetBuilder, type Extension } from '@codemirror/state'
import { Decoration, ViewPlugin, type DecorationSet, type EditorView } from '@codemirror/view'

const classes: Partial<Record<string, string>> = {
  FunctionIdentifier: 'ql-function',
  AggregateOp: 'ql-function',
  LabelName: 'ql-label',
  QuotedLabelName: 'ql-label',
  StringLiteral: 'ql-text',
  NumberDurationLiteral: 'ql-number',
  NumberDurationLiteralInDurationContext: 'ql-number',
  LineComment: 'ql-comment',
  ...Object.fromEntries(
    ['By', 'Without', 'On', 'Ignoring', 'GroupLeft', 'GroupRight', 'Offset', 'And', 'Or', 'Unless', 'Bool'].map(
      (name) => [name, 'ql-word'],
    ),
  ),
}

const marks = new Map(Object.values(classes).map((name = '') => [name, Decoration.mark({ class: name })]))

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: ({ name, from: start, to: end }) => {
        const mark = marks.get(classes[name] ?? '')
        if (!mark || start === end) return true
        builder.add(start, end, mark)
        return false
      },
    })
  }
  return builder.finish()
}

export const highlight: Extension = ViewPlugin.define(
  (view) => {
    const plugin = {
      decorations: decorate(view),
      update: (update: { view: EditorView }) => {
        plugin.decorations = decorate(update.view)
      },
    }
    return plugin
  },
  { decorations: ({ decorations }) => decorations },
)
