package telegram

import "jastar/bot"

// The objects of https://core.telegram.org/bots/api#available-types, with the
// fields that a bot.Update needs.

type wireUpdate struct {
	ID            int64              `json:"update_id"`
	Message       *wireMessage       `json:"message"`
	EditedMessage *wireMessage       `json:"edited_message"`
	CallbackQuery *wireCallbackQuery `json:"callback_query"`
	MyChatMember  *wireMembership    `json:"my_chat_member"`
}

type wireMessage struct {
	ID       int       `json:"message_id"`
	From     *wireUser `json:"from"` // absent in channels
	Chat     wireChat  `json:"chat"`
	Date     int64     `json:"date"`
	EditDate int64     `json:"edit_date"`

	Text            string       `json:"text"`
	Entities        []bot.Entity `json:"entities"`
	Caption         string       `json:"caption"`
	CaptionEntities []bot.Entity `json:"caption_entities"`
	Photo           []wirePhoto  `json:"photo"`
	Document        *wireFile    `json:"document"`
	Video           *wireFile    `json:"video"`
	Animation       *wireFile    `json:"animation"`
	Voice           *wireFile    `json:"voice"`
	VideoNote       *wireFile    `json:"video_note"`
	Audio           *wireFile    `json:"audio"`
	Sticker         *wireFile    `json:"sticker"`
	Album           string       `json:"media_group_id"` // of photos or documents sent together
	Location        *wirePlace   `json:"location"`
	Venue           *wireVenue   `json:"venue"`
	Poll            *wirePoll    `json:"poll"`
	Contact         *wireContact `json:"contact"`
}

type wireUser struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
}

type wireChat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	Title    string `json:"title"`
	Username string `json:"username"`
}

type wireFile struct {
	ID string `json:"file_id"`
}

type wirePhoto struct {
	ID     string `json:"file_id"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

type wireContact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	UserID    int64  `json:"user_id"`
}

// wireCallbackQuery carries the tapped message only as far as its place and
// date tell.
type wireCallbackQuery struct {
	ID            string   `json:"id"`
	From          wireUser `json:"from"`
	InlineMessage string   `json:"inline_message_id"`
	Data          string   `json:"data"`
	Message       *struct {
		ID    int         `json:"message_id"`
		Chat  wireChat    `json:"chat"`
		Date  int64       `json:"date"`
		Photo []wirePhoto `json:"photo"`
	} `json:"message"`
}

type wireMembership struct {
	Chat wireChat `json:"chat"`
	From wireUser `json:"from"`
	Date int64    `json:"date"`
	New  struct {
		Status   string `json:"status"`
		IsMember bool   `json:"is_member"`
		MayPost  bool   `json:"can_post_messages"` // of an administrator of a channel
	} `json:"new_chat_member"`
}
