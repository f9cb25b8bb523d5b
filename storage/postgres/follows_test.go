package postgres_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

// Following is the wished state, is shown on the card, and needs membership.
func TestFollow(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	event := n.publish(t, n.hall.draft(5, monday.AddDate(0, 0, 2)))
	member := n.member(t)
	member.Consented = true
	for _, wished := range []bool{true, true, false, false, true} {
		card, err := n.Follow(ctx, member, event, wished)
		if err != nil || card.Following != wished {
			t.Fatalf("%+v, %v", card.Following, err)
		}
		read, err := n.Card(ctx, member, event)
		all, failed := n.Followed(ctx, member)
		if err != nil || failed != nil || read.Following != wished || (len(all) == 1) != wished {
			t.Errorf("wished %v: card %v, list %v, %v, %v", wished, read.Following, all, err, failed)
		}
	}
	if size, err := n.store.Measure(ctx, announcements.Audience{Participants: own}); err != nil || size.People != 1 {
		t.Errorf("followers are no audience: %+v, %v", size, err)
	}
	for range 2 {
		if err := n.Unfollow(ctx, member, own); err != nil {
			t.Error(err)
		}
	}
	if n.count(t, `SELECT count(*) FROM follows`) != 0 {
		t.Error("still followed")
	}
	var lacks *centre.Lacks
	if _, err := n.Follow(ctx, centre.Actor{Person: member.Person}, event, true); !errors.As(err, &lacks) || lacks.Need != centre.NeedMembership {
		t.Errorf("a guest's wish gives %v", err)
	}
	if _, err := n.Follow(ctx, member, 999, true); !errors.Is(err, centre.ErrGone) {
		t.Errorf("an unknown event gives %v", err)
	}
}

// What somebody follows is in their file, and gone when they are forgotten.
func TestFollowsAreExportedAndErased(t *testing.T) {
	b := newBureau(t)
	a := b.join(t, 800, "18-35")
	_, err := b.sql.Exec(t.Context(), `WITH o AS (INSERT INTO organisations (name) VALUES ('{"kk": "Тау клубы"}') RETURNING id)
		INSERT INTO follows (person_id, organisation_id, at) SELECT $1, id, now() FROM o`, a.Person)
	b.must(t, err)
	file, err := b.Export(t.Context(), a.Person)
	b.must(t, err)
	if !json.Valid(file) || !strings.Contains(string(file), "Тау клубы") {
		t.Errorf("not in\n%s", file)
	}
	b.forgetAt(t, a, b.now)
	b.forgetDue(t)
	if left := list[int64](t, b, `SELECT count(*) FROM follows`)[0]; left != 0 {
		t.Errorf("%d left", left)
	}
}
