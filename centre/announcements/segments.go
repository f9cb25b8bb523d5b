package announcements

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"jastar/centre"
)

// SegmentID is the internal id of a segment.
type SegmentID int64

// Segment is an audience that was saved under a name. Its values mean what they
// mean on the day it is used.
type Segment struct {
	ID           SegmentID
	Organisation centre.OrganisationID // 0: the centre itself
	Name         string
	Audience     Audience
	By           centre.PersonID // who saved it
}

// MaxSegmentName is the longest name of a segment in characters, and
// MaxSegments how many one organisation can have.
const (
	MaxSegmentName = 40
	MaxSegments    = 30
)

// ErrSegmentTaken refuses a name that another segment of the organisation has.
var ErrSegmentTaken = centre.Refuse("announcements.segment_taken")

// errSegmentGone refuses a segment that was deleted meanwhile, or belongs to
// somebody else: which of both is not told.
var errSegmentGone = centre.Refuse("announcements.segment_gone")

// SegmentStore keeps segments. Every change writes its deed in the same
// transaction.
type SegmentStore interface {
	// Segments lists an organisation's segments by name, 0 for the centre's.
	Segments(ctx context.Context, of centre.OrganisationID) ([]Segment, error)
	// SegmentByID returns centre.ErrGone for an unknown id.
	SegmentByID(ctx context.Context, id SegmentID) (Segment, error)
	// SaveSegment keeps a segment, once for each form. It returns
	// ErrSegmentTaken when another segment has the name.
	SaveSegment(ctx context.Context, form int64, s Segment) error
	// DropSegment deletes a segment; one that is gone already is left alone.
	DropSegment(ctx context.Context, by centre.PersonID, id SegmentID) error
}

// Segments lists what the announcement's organisation has saved.
func (d *Desk) Segments(ctx context.Context, actor centre.Actor, id ID) ([]Segment, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return d.Store.Segments(ctx, a.Organisation)
}

// SaveSegment saves the audience of an announcement under a name for its
// organisation. The form's id makes a repeated call have one effect.
func (d *Desk) SaveSegment(ctx context.Context, actor centre.Actor, form int64, id ID, name string) error {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return err
	}
	name, err = tidyName(name)
	if err != nil {
		return err
	}
	all, err := d.Store.Segments(ctx, a.Organisation)
	if err != nil {
		return err
	}
	if len(all) >= MaxSegments {
		return centre.Refuse("announcements.segments_full", "max", MaxSegments)
	}
	return d.Store.SaveSegment(ctx, form, Segment{
		Organisation: a.Organisation, Name: name, Audience: a.Audience, By: actor.Person,
	})
}

// tidyName puts a typed name into one line and refuses one that is empty, too
// long or unreadable.
func tidyName(name string) (string, error) {
	if err := centre.CheckReadable(name); err != nil {
		return "", err
	}
	name = strings.Join(strings.Fields(name), " ")
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", centre.Refuse("common.empty")
	case n > MaxSegmentName:
		return "", centre.Refuse("common.too_long", "n", n, "max", MaxSegmentName)
	}
	return name, nil
}

// Segment returns a segment to somebody who may use it for the announcement.
func (d *Desk) Segment(ctx context.Context, actor centre.Actor, id ID, segment SegmentID) (Segment, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Segment{}, err
	}
	s, err := d.Store.SegmentByID(ctx, segment)
	switch {
	case errors.Is(err, centre.ErrGone), err == nil && s.Organisation != a.Organisation:
		return Segment{}, errSegmentGone
	case err != nil:
		return Segment{}, err
	}
	return s, nil
}

// UseSegment gives a draft the audience of a segment. An organizer's stays
// within the own organisation, whoever saved it.
func (d *Desk) UseSegment(ctx context.Context, actor centre.Actor, id ID, segment SegmentID) (Announcement, error) {
	s, err := d.Segment(ctx, actor, id, segment)
	if err != nil {
		return Announcement{}, err
	}
	return d.Address(ctx, actor, id, func(Audience) Audience { return s.Audience })
}

// DropSegment deletes a segment of the announcement's organisation. What was
// given its audience keeps it. Deleting it twice is deleting it.
func (d *Desk) DropSegment(ctx context.Context, actor centre.Actor, id ID, segment SegmentID) error {
	_, err := d.Store.SegmentByID(ctx, segment)
	if errors.Is(err, centre.ErrGone) {
		_, err = d.Open(ctx, actor, id)
		return err
	}
	s, err := d.Segment(ctx, actor, id, segment)
	if err != nil {
		return err
	}
	return d.Store.DropSegment(ctx, actor.Person, s.ID)
}
