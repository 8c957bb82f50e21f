import { acceptCompletion, autocompletion, closeBrackets, startCompletion } from '@codemirror/autocomplete'
import { bracketMatching, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { PromQLExtension } from '@prometheus-io/codemirror-promql'
import { minimalSetup } from 'codemirror'
import { useEffect, useRef } from 'react'
import { editorTheme } from './editor-theme.ts'
import { highlight } from './highlight.ts'
import { withSession } from './prometheus.ts'

export type EditorProps = {
  workspace: string
  label: string
  text: string
  autoFocus: boolean
  invalid: boolean
  /** Of what says what is wrong. */
  describedBy: string | undefined
  onChange: (text: string) => void
  onRun: () => void
}

/** What completion looks for has sent something within this time. */
const lookbackMs = 24 * 3_600_000
const maxLength = 10_000

/**
 * Text with completion of names, labels and values, and with the parser's word on what is typed. Tab leaves it, as it
 * leaves every field; enter is a new line, or takes what is offered.
 */
export function QueryEditor({ workspace, label, text, autoFocus, invalid, describedBy, ...handlers }: EditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const attributes = useRef(new Compartment())
  const current = useRef(handlers)
  const initial = useRef({ text, autoFocus })
  useEffect(() => {
    current.current = handlers
  })
  useEffect(() => {
    const element = box.current
    if (!element) return
    const promql = createPromql(workspace)
    const run = (): boolean => {
      current.current.onRun()
      return true
    }
    const editor = new EditorView({
      parent: element,
      state: EditorState.create({
        doc: initial.current.text,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: 'Mod-Enter', run },
              { key: 'Enter', run: acceptCompletion },
              { key: 'Ctrl-Space', run: startCompletion },
            ]),
          ),
          minimalSetup,
          closeBrackets(),
          bracketMatching(),
          // Enter always takes what is seen: no line break in the first moments of the list.
          autocompletion({ maxRenderedOptions: 100, interactionDelay: 0 }),
          promql.asExtension(),
          highlight,
          // Instead of the colours that come with the set-up, which a dark theme cannot have.
          syntaxHighlighting({ style: () => null }),
          editorTheme,
          EditorView.lineWrapping,
          EditorState.changeFilter.of(({ newDoc }) => newDoc.length <= maxLength),
          placeholder('sum by (job) (rate(http_requests_total[5m]))'),
          attributes.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) current.current.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    if (initial.current.autoFocus) editor.focus()
    return () => {
      view.current = null
      editor.destroy()
      promql.destroy()
    }
  }, [workspace])
  useEffect(() => {
    const editor = view.current
    // What comes from elsewhere: the list of metrics, or the browser's way back.
    if (!editor || editor.state.doc.toString() === text) return
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      selection: { anchor: text.length },
    })
  }, [text])
  useEffect(() => {
    const content = EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-invalid': String(invalid),
      ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
      autocapitalize: 'off',
      spellcheck: 'false',
    })
    view.current?.dispatch({ effects: attributes.current.reconfigure(content) })
  }, [label, invalid, describedBy, workspace])
  return <div ref={box} />
}

function createPromql(workspace: string): PromQLExtension {
  return new PromQLExtension().setComplete({
    remote: {
      url: '/prometheus',
      httpMethod: 'POST',
      lookbackInterval: lookbackMs,
      fetchFn: (input, init) => fetch(input, withSession(workspace, init)),
    },
  })
}
