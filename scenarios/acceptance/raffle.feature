# SPDX-License-Identifier: Apache-2.0
@raffle @kept
Feature: Entering a raffle
  Limited pairs are drawn among those who entered, once a person. Each scenario is
  about other people, so that all of them can happen in one world, as a tester would do it (@kept).

  Background:
    Given the product is running
    And the raffle "1" is open

  Scenario Outline: A size of the launch can be asked for
    When <email> enters raffle 1 for size "<size>"
    Then the response status is 201
    And the response field "state" is "accepted"
    And the response field "id" is an integer
    And I remember the response field "id" as "entry"
    And the query "SELECT email, size FROM entries WHERE id = ${entry}" returns:
      | <email> | <size> |
    And within 2 seconds, the query "SELECT COUNT(*) FROM entries WHERE email = '<email>'" returns "1"

    Examples:
      | email           | size   |
      | ada@example.com | UK 8   |
      | bob@example.com | UK 8.5 |

  @smoke
  Scenario: The same person is refused
    Given the table "entries" contains:
      | launch_id | email           | email_key       | size |
      | 1         | eve@example.com | eve@example.com | UK 9 |
    When I send a POST request to "${task.frontend}/api/launches/1/entries" with:
      | email | eve@example.com |
      | size  | UK 9            |
    Then the response status is 409
    And the response field "error" contains "already"
    And the query "SELECT id FROM entries WHERE email = 'eve@example.com'" returns 1 row

  @browser
  Scenario: A visitor enters a raffle in a browser
    When I open "${task.frontend}/"
    And I click "Court Classic Low \"Chalk\""
    Then I am at "/launch?id=1"
    # Not yet an address.
    When I type "dan" into "Email address"
    And I choose "UK 10 · £124.50" from "Size"
    And I click "Enter the raffle"
    Then I see "Invalid email."
    When I type "@example.com" into "Email address"
    And I click "Enter the raffle"
    Then I see "You are in"
    And I see "dan@example.com, size UK 10. Your entry is accepted."
    And the query "SELECT size, state FROM entries WHERE email = 'dan@example.com'" returns:
      | UK 10 | accepted |
