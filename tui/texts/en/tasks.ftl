### The task list

tasks-title = Tasks
tasks-ask = What is next? Choose a number, or scan the document
    .short = Which one?
tasks-none = Nothing to do here. Ask, or choose your work in the menu
    .short = Nothing to do here
tasks-opened = This is to be done
    .short = Tasks
tasks-not-here = { $station } has no task list. Choose your work in the menu
    .short = No tasks here
task-line = { $work ->
    [receive] Receive
    [pick] Pick
    [pack] Pack
    [count] Count
    [return] Return
    [ship] Load
    [kit] Kit
   *[other] { $work }
}  { $document }  { $about }
    .short = { $work ->
        [receive] Recv
        [pick] Pick
        [pack] Pack
        [count] Count
        [return] Ret
        [ship] Load
        [kit] Kit
       *[other] { $work }
    } { $document }
task-begun = Begun: { $work ->
    [receive] Receive
    [pick] Pick
    [pack] Pack
    [count] Count
    [return] Return
    [ship] Load
    [kit] Kit
   *[other] { $work }
}  { $document }  { $about }
    .short = > { $work ->
        [receive] Recv
        [pick] Pick
        [pack] Pack
        [count] Count
        [return] Ret
        [ship] Load
        [kit] Kit
       *[other] { $work }
    } { $document }
task-apart = Begun: Take apart  { $quantity } { $item }
    .short = > Apart { $quantity } { $item }
task-resumed = { $document }: on where you left off
    .short = On: { $document }
task-not-here = { $document } is not worked on at { $station }
    .short = Not at { $station }
