package simulator

import "strings"

// method is one name of the Bot API: what it takes and what it does.
type method struct {
	name  string
	known map[string]bool // the parameters Telegram looks at
	run   func(*Simulator, *call) (any, error)
	waits bool // a long poll, not counted as in flight
}

func (m *method) knows(param string) bool { return m.known[param] }

// Parameters that many methods share, as the method pages of core.telegram.org/bots/api list them. The last line of
// sendParams holds older names that the server still reads.
const (
	sendParams = "business_connection_id chat_id message_thread_id direct_messages_topic_id disable_notification " +
		"protect_content allow_paid_broadcast message_effect_id suggested_post_parameters reply_parameters reply_markup " +
		"reply_to_message_id allow_sending_without_reply"
	captionParams = "caption parse_mode caption_entities show_caption_above_media"
	textParams    = "text parse_mode entities link_preview_options disable_web_page_preview"
	editParams    = "business_connection_id chat_id message_id inline_message_id reply_markup"
	placeParams   = "latitude longitude"
	pollParams    = "question question_parse_mode question_entities options is_anonymous type allows_multiple_answers " +
		"allows_revoting shuffle_options allow_adding_options hide_results_until_closes correct_option_ids correct_option_id " +
		"explanation explanation_parse_mode explanation_entities description description_parse_mode description_entities " +
		"open_period close_date is_closed"
	menuParams = "scope language_code"
)

// methodTable is every method the simulator knows, by lower-case name: Telegram does not mind the case.
func methodTable() map[string]*method {
	table := map[string]*method{}
	add := func(name string, run func(*Simulator, *call) (any, error), params ...string) {
		m := &method{name: name, known: map[string]bool{}, run: run}
		for _, param := range strings.Fields(strings.Join(params, " ")) {
			m.known[param] = true
		}
		table[strings.ToLower(name)] = m
	}
	add("getMe", (*Simulator).getMe)
	add("getUpdates", (*Simulator).getUpdates, "offset limit timeout allowed_updates")
	add("setWebhook", (*Simulator).setWebhook,
		"url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token")
	add("deleteWebhook", (*Simulator).deleteWebhook, "drop_pending_updates")
	add("getWebhookInfo", (*Simulator).getWebhookInfo)

	add("sendMessage", (*Simulator).sendMessage, sendParams, textParams)
	add("sendPhoto", (*Simulator).sendPhoto, sendParams, captionParams, "photo has_spoiler")
	add("sendDocument", (*Simulator).sendDocument, sendParams, captionParams,
		"document thumbnail disable_content_type_detection")
	add("sendVideo", (*Simulator).sendVideo, sendParams, captionParams,
		"video duration width height thumbnail cover start_timestamp has_spoiler supports_streaming")
	add("sendAnimation", (*Simulator).sendAnimation, sendParams, captionParams,
		"animation duration width height thumbnail has_spoiler")
	add("sendVoice", (*Simulator).sendVoice, sendParams, "caption parse_mode caption_entities voice duration")
	add("sendVideoNote", (*Simulator).sendVideoNote, sendParams, "video_note duration length thumbnail")
	add("sendAudio", (*Simulator).sendAudio, sendParams,
		"caption parse_mode caption_entities audio duration performer title thumbnail")
	add("sendSticker", (*Simulator).sendSticker, sendParams, "sticker emoji")
	add("sendLocation", (*Simulator).sendLocation, sendParams, placeParams,
		"horizontal_accuracy live_period heading proximity_alert_radius")
	add("sendVenue", (*Simulator).sendVenue, sendParams, placeParams,
		"title address foursquare_id foursquare_type google_place_id google_place_type")
	add("sendPoll", (*Simulator).sendPoll, sendParams, pollParams)
	add("sendMediaGroup", (*Simulator).sendMediaGroup, "business_connection_id chat_id message_thread_id direct_messages_topic_id "+
		"media disable_notification protect_content allow_paid_broadcast message_effect_id reply_parameters")
	add("copyMessage", (*Simulator).copyMessage, sendParams, captionParams, "from_chat_id message_id video_start_timestamp")
	add("sendChatAction", (*Simulator).sendChatAction, "business_connection_id chat_id message_thread_id action")
	add("editMessageText", (*Simulator).editMessageText, editParams, textParams)
	add("editMessageCaption", (*Simulator).editMessageCaption, editParams, captionParams)
	add("editMessageReplyMarkup", (*Simulator).editMessageReplyMarkup, editParams)
	add("deleteMessage", (*Simulator).deleteMessage, "chat_id message_id")
	add("deleteMessages", (*Simulator).deleteMessages, "chat_id message_ids")
	add("pinChatMessage", (*Simulator).pinChatMessage, "business_connection_id chat_id message_id disable_notification")
	add("answerCallbackQuery", (*Simulator).answerCallbackQuery, "callback_query_id text show_alert url cache_time")

	add("setMyCommands", (*Simulator).setMyCommands, menuParams, "commands")
	add("getMyCommands", (*Simulator).getMyCommands, menuParams)
	add("deleteMyCommands", (*Simulator).deleteMyCommands, menuParams)
	add("setMyDescription", (*Simulator).setMyDescription, "description language_code")
	add("setMyShortDescription", (*Simulator).setMyShortDescription, "short_description language_code")
	add("setChatMenuButton", (*Simulator).setChatMenuButton, "chat_id menu_button")

	add("getFile", (*Simulator).getFile, "file_id")
	add("getChat", (*Simulator).getChat, "chat_id")
	add("getChatMember", (*Simulator).getChatMember, "chat_id user_id")
	table["getupdates"].waits = true
	return table
}
