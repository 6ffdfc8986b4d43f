import { Link } from '@tanstack/react-router'
import type { Key, ReactNode } from 'react'
import type { Markup } from '../contract'
import css from './markdown.module.css'

const all = (content: Markup[]): ReactNode[] => content.map((node, index) => piece(node, index))

/** One piece as an element. Addresses are checked here as well: nothing but paths, the web and mail. */
function piece(node: Markup, key: Key): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'paragraph':
      return <p key={key}>{all(node.content)}</p>
    case 'heading':
      return node.level < 3 ? <h2 key={key}>{all(node.content)}</h2> : <h3 key={key}>{all(node.content)}</h3>
    case 'list': {
      const items = node.items.map((item, index) => <li key={index}>{all(item.content)}</li>)
      return node.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>
    }
    case 'code':
      return <code key={key}>{node.text}</code>
    case 'code_block':
      return (
        <pre key={key} tabIndex={0}>
          <code>{node.text}</code>
        </pre>
      )
    case 'strong':
      return <strong key={key}>{all(node.content)}</strong>
    case 'strike':
      return <s key={key}>{all(node.content)}</s>
    case 'emphasis':
      return <em key={key}>{all(node.content)}</em>
    case 'link':
      if (/^\/(?![/\\])/.test(node.to)) return <Link key={key} to={node.to}>{all(node.content)}</Link>
      return /^(https?:|mailto:)/i.test(node.to) ? <a key={key} href={node.to} target="_blank" rel="noreferrer">{all(node.content)}</a> : all(node.content)
    case 'quote':
      return <blockquote key={key}>{all(node.content)}</blockquote>
    case 'rule':
      return <hr key={key} />
    case 'break':
      return <br key={key} />
  }
}

/** Text that the server took apart, as elements. */
export const Markdown = ({ content }: { content: Markup[] }) => <div className={css.text}>{all(content)}</div>
