import { Link } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'

/** Emphasis, code and links inside a line; everything else is text. */
function inline(text: string): ReactNode[] {
  const parts = text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`|\[[^\]]+\]\([^)\s]+\))/)
  return parts.map((part, index) => {
    if (/^\*\*.+\*\*$/.test(part)) return <strong key={index}>{part.slice(2, -2)}</strong>
    if (/^\*.+\*$/.test(part)) return <em key={index}>{part.slice(1, -1)}</em>
    if (/^`.+`$/.test(part)) return <code key={index}>{part.slice(1, -1)}</code>
    const link = /^\[(.+)\]\((.+)\)$/.exec(part)
    if (link && /^\/(?!\/)/.test(link[2]!)) return <Link key={index} to={link[2]!}>{link[1]}</Link>
    // Nothing but the web and mail: no `javascript:`.
    if (link && /^(https?:|mailto:)/i.test(link[2]!)) return <a key={index} href={link[2]} target="_blank" rel="noreferrer">{link[1]}</a>
    return <Fragment key={index}>{link ? link[1] : part}</Fragment>
  })
}

/** The little of Markdown that pages need, as elements: paragraphs, headings, lists, code. */
export function Markdown({ text }: { text: string }) {
  const blocks = text.replace(/\r\n/g, '\n').split(/\n{2,}(?![^`]*\n```)/)
  return blocks.map((block, index) => {
    const lines = block.split('\n')
    if (/^```/.test(block)) {
      return (
        <pre key={index}>
          <code>{lines.slice(1).filter(line => !/^```/.test(line)).join('\n')}</code>
        </pre>
      )
    }
    const heading = /^(#{1,4})\s+(.+)$/.exec(block)
    if (heading) return heading[1]!.length < 3 ? <h2 key={index}>{inline(heading[2]!)}</h2> : <h3 key={index}>{inline(heading[2]!)}</h3>
    if (lines.every(line => /^[-*]\s/.test(line))) {
      return (
        <ul key={index}>
          {lines.map((line, at) => (
            <li key={at}>{inline(line.slice(2))}</li>
          ))}
        </ul>
      )
    }
    if (lines.every(line => /^\d+\.\s/.test(line))) {
      return (
        <ol key={index}>
          {lines.map((line, at) => (
            <li key={at}>{inline(line.replace(/^\d+\.\s/, ''))}</li>
          ))}
        </ol>
      )
    }
    return <p key={index}>{inline(block.replace(/\n/g, ' '))}</p>
  })
}
