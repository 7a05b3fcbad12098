"""How often and how well each film and each user was rated, counted from the ratings."""

from __future__ import annotations

from sqlalchemy import Connection

from db.ratings import FAN_STARS


def write_statistics(connection: Connection) -> None:
    """Fills `movie_stat` and `user_stat`, which are empty. Films count the ratings of the data set's users only."""
    connection.exec_driver_sql(
        "INSERT INTO movie_stat (movie_id, ratings, mean_rating, fans)"
        " SELECT m.movie_id, count(r.rating), avg(r.rating), count(*) FILTER (WHERE r.rating >= ?) FROM movie AS m"
        " LEFT JOIN rating AS r ON r.movie_id = m.movie_id AND r.user_id > 0 GROUP BY m.movie_id",
        (FAN_STARS,),
    )
    connection.exec_driver_sql(
        "INSERT INTO user_stat (user_id, ratings, mean_rating)"
        " SELECT u.user_id, count(r.rating), avg(r.rating) FROM user AS u"
        " LEFT JOIN rating AS r ON r.user_id = u.user_id GROUP BY u.user_id"
    )
