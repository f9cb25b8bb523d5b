package bot

import "jastar/locales"

// MenuData is the data of the button that opens the main menu.
const MenuData = "m"

// MenuButton opens the main menu.
func MenuButton() Button {
	return Button{Label: locales.T("common.menu_button"), Data: MenuData}
}

// BackButton leads to the screen of the given action's data.
func BackButton(data string) Button {
	return Button{Label: locales.T("common.back_button"), Data: data}
}
