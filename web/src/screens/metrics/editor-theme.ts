import { EditorView } from '@codemirror/view'

/** The tokens of the app, so that light and dark come by themselves. */
export const editorTheme = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent', color: 'var(--text)', maxHeight: '12rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px' },
  '.cm-content': { padding: '5px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-placeholder': { color: 'var(--faint)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--line-strong)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--down-soft)' },
  '.ql-function': { color: 'var(--accent)' },
  '.ql-word': { color: 'var(--accent)', fontWeight: '600' },
  '.ql-label': { color: 'var(--maintenance)' },
  '.ql-text': { color: 'var(--up)' },
  '.ql-number': { color: 'var(--degraded)' },
  '.ql-comment': { color: 'var(--faint)', fontStyle: 'italic' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    boxShadow: 'var(--shadow-float)',
    overflow: 'hidden',
    maxWidth: 'min(92vw, 40rem)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '16rem', minWidth: '14rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px', lineHeight: '18px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--text)',
  },
  '.cm-completionIcon': { display: 'none' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '600' },
  '.cm-completionDetail': { fontStyle: 'normal', fontFamily: 'var(--font-sans)', color: 'var(--faint)' },
  '.cm-completionInfo': {
    padding: '8px 10px',
    fontFamily: 'var(--font-sans)',
    color: 'var(--muted)',
    maxWidth: '22rem',
  },
  '.cm-diagnostic': { padding: '6px 10px', fontFamily: 'var(--font-sans)', borderLeft: '3px solid var(--down)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--down)',
    textUnderlineOffset: '3px',
  },
})
