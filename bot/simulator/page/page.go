// Package page holds the demo page's files: one static page of plain ES modules, without a build step and without an
// asset from another host. It knows the simulator only by the JSON of its /demo/ addresses; no Go logic lives here.
//
// Browser tests may rely on these attributes:
//
//	[data-link-state=connecting|live|lost]          the connection to the simulator
//	[data-add-person] [data-tab=<person id>]        the top bar
//	[data-person=<id>]                              one phone; everything below is inside it
//	[data-message-id] [data-from=bot|person] [data-kind]   a message
//	[data-button=<text>]                            an inline or reply keyboard button, with [data-keyboard=inline|reply];
//	                                                it has [aria-busy=true] until the bot has answered the tap
//	[data-input] [data-send] [data-start] [data-restart]   the line to write in, or what stands in its place
//	[data-menu] [data-command=<name>]               the Menu button and its rows
//	[data-attach] [data-attach=sticker|voice|photo|document|location|contact|upload]
//	[data-more] [data-action=block|unblock|reply|edit|copy]
//	[data-dialog] [data-confirm] [data-cancel] [data-toast] [data-typing] [data-newest]
package page

import "embed"

// FS holds index.html at its root and the folders css, js and img beside it.
//
//go:embed index.html css js img
var FS embed.FS
