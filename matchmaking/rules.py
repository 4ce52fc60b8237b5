"""May this person do this with requests, meetings, runs and schedules?"""
