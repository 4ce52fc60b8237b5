"""What is done between publication and the day after, and the steps that show it."""

from collections.abc import Mapping

# A step is a function of one of the stories beside this file.
ACTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "meetings": {
        "a meeting has a page": ("open_the_meeting",),
        "a meeting is cancelled with a reason": ("cancel_with_a_reason", "read_the_reason"),
        "what was cancelled takes place after all": ("take_it_up_again",),
        "another time is asked for": ("ask_for_another_time",),
        "another time is chosen and accepted": ("accept_another_time",),
        "a move stands when the organiser agrees": (
            "agree_between_the_two",
            "agree_as_the_organiser",
        ),
        "a meeting without a place gets a time": ("offer_first_times", "choose_a_first_time"),
        "a locked meeting says that it is": ("find_it_locked",),
        "a free time is asked for after publication": ("ask_for_a_free_time", "choose_a_free_time"),
        "a meeting is online": ("let_clusters_be_online", "take_part_online", "meet_online"),
        "its address is seen by its two sides": ("meet_online", "find_no_way_in"),
        "yes, but the second day": ("accept_for_some_times", "read_the_counter_proposal"),
        "messages are shown to the organiser": ("show_it_to_the_organiser",),
    },
    "rules": {
        "permitted groups": ("make_groups", "say_who_may_meet_whom", "be_refused_a_group"),
        "other regions only": ("keep_to_other_regions",),
        "named pairs never meet": ("rule_two_out", "be_refused_a_pair", "lift_the_pair"),
        "most requests": ("set_the_numbers", "be_refused_another"),
        "most musts": ("ask_for_a_must", "be_refused_another_must"),
        "most meetings": ("set_the_numbers", "be_refused_more_meetings"),
        "fewest meetings": ("set_the_numbers",),
        "when requests are open": ("limit_when_requests_are_open",),
        "an unanswered request expires": ("read_until_when_to_answer",),
        "instant": ("ask_at_once",),
        "in one go": ("schedule_in_one_go",),
        "who may move": ("say_who_moves", "leave_moving_to_the_organiser"),
    },
    "people": {
        "a delegate is invited": ("invite_a_delegate", "take_the_invitation"),
        "a delegate has an agenda": ("take_the_invitation",),
        "when a delegate is there": ("say_of_oneself", "say_when_somebody_is_there"),
        "languages and topics of a delegate": ("say_of_oneself", "read_of_the_delegate"),
        "who sits in which meeting": ("name_another_delegate", "choose_who_sits_there"),
        "a cap on meetings at a time": ("set_a_cap",),
        "a removal shows what it costs": ("see_what_a_removal_costs",),
        "an own agenda on paper and as a feed": ("print_and_subscribe",),
        "a delegate asks and answers": (
            "let_her_act",
            "ask_for_the_cluster",
            "let_her_act_no_more",
        ),
        "languages of who interprets": ("enter_who_interprets", "find_who_interprets"),
        "when who interprets is there": ("enter_who_interprets",),
    },
    "held": {
        "a meeting was held or not": ("say_it_was_held",),
        "what was said is taken back": ("take_it_back",),
        "a delegate says it and rates": ("say_and_rate_for_the_cluster",),
        "the two sides disagree": ("disagree",),
        "a dispute is settled": ("settle_the_dispute", "read_what_counts"),
    },
    "organising": {
        "questions and answers": (
            "add_a_question",
            "register_by_the_invitation",
            "read_the_answers",
        ),
        "a registration is decided": ("approve",),
        "requests are opened": ("open_requests",),
        "follow-ups": ("send_a_follow_up", "answer_the_follow_up", "read_the_follow_up"),
        "participants are imported": ("import_participants", "import_nothing_twice"),
        "a spreadsheet, its columns by hand, a name by likeness": ("import_a_spreadsheet",),
        "delegates are imported": ("import_delegates",),
        "requests are imported": ("import_requests",),
        "a table is exported by columns": ("export_columns",),
        "the event is one archive": ("export_the_archive",),
        "a registration is changed for a cluster": ("edit_for_a_cluster",),
        "a request is sent for a cluster": ("ask_for_a_cluster", "see_who_did_it"),
        "a request is answered for a cluster": ("answer_for_a_cluster", "see_who_did_it"),
        "a request is withdrawn for a cluster": ("withdraw_for_a_cluster",),
        "an earlier event is copied": ("copy_the_event",),
        "clusters are invited by region and sector": ("invite_clusters",),
        "invitations are answered and counted": ("decline_the_invitation", "count_the_answers"),
        "the log is in words": ("read_the_log",),
    },
}
# Acts with a story of their own, in which one of the clusters has no scripts.
ELSEWHERE: Mapping[str, str] = {"calls": "test_calls.py"}
