package telegram

import (
	"encoding/json"

	"jastar/bot"
)

// otherContents are the fields of https://core.telegram.org/bots/api#message
// (10.0) that hold what a person sent, beside those that bot.Content names. A
// message may carry several, such as a dice and its game; the first one counts.
var otherContents = []string{
	"checklist", "dice", "game", "invoice", "live_photo", "paid_media", "passport_data", "story",
	"chat_shared", "users_shared", "web_app_data", "successful_payment", "gift", "unique_gift", "giveaway",
}

// serviceNotes are the fields of messages that Telegram writes itself about a
// chat. Nobody waits for an answer to them.
var serviceNotes = []string{
	"boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed", "chat_owner_left",
	"checklist_tasks_added", "checklist_tasks_done", "connected_website", "delete_chat_photo",
	"direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited",
	"forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift_upgrade_sent",
	"giveaway_completed", "giveaway_created", "giveaway_winners", "group_chat_created", "left_chat_member",
	"managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id",
	"new_chat_members", "new_chat_photo", "new_chat_title", "paid_message_price_changed", "pinned_message",
	"poll_option_added", "poll_option_deleted", "proximity_alert_triggered", "refunded_payment",
	"suggested_post_approval_failed", "suggested_post_approved", "suggested_post_declined", "suggested_post_paid",
	"suggested_post_refunded", "supergroup_chat_created", "video_chat_ended", "video_chat_participants_invited",
	"video_chat_scheduled", "video_chat_started", "write_access_allowed",
}

// nameContent looks a second time at an update whose message holds nothing that
// capabilities use, and returns its content's name in Telegram's Message
// object, ContentOther for one that Telegram added later, or "" for a note of
// Telegram's own.
func nameContent(update []byte) bot.Content {
	var u struct {
		Message       map[string]json.RawMessage `json:"message"`
		EditedMessage map[string]json.RawMessage `json:"edited_message"`
	}
	if json.Unmarshal(update, &u) != nil {
		return bot.ContentOther
	}
	m := u.Message
	if m == nil {
		m = u.EditedMessage
	}
	for _, name := range otherContents {
		if _, ok := m[name]; ok {
			return bot.Content(name)
		}
	}
	for _, name := range serviceNotes {
		if _, ok := m[name]; ok {
			return ""
		}
	}
	return bot.ContentOther
}
